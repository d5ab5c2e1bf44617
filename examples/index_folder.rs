//! Indexes folders of pages and says what became of them.
//!
//!     cargo run --example index_folder -- INDEX PATH...

use std::error::Error;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use kiosque::ingest;
use kiosque::ingest::options::Options;
use kiosque::ingest::report::Event;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let index = arguments.next().ok_or("the folder of the index is missing")?;
    let paths: Vec<PathBuf> = arguments.collect();

    // Another thread could set this to true, and the run would commit what it has and end.
    let stop = AtomicBool::new(false);
    let report = ingest::run(&index, &paths, &Options::default(), &stop, &mut |event| {
        if let Event::Problem { origin, reason, .. } = event {
            println!("{origin}: {reason}");
        }
    })?;
    println!("{} added, {} updated, {} unchanged", report.added, report.updated, report.unchanged);
    Ok(())
}
