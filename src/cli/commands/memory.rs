//! The memory of a run: what the machine has of it, what is given back, and what is said when it runs out.

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{self, Write};

use kiosque::output::count::grouped;

/// More than there is would be taken all the same, and the system would then end this program, or another one.
pub fn caution_about_machine(wanted: usize) {
    #[cfg(target_os = "linux")]
    if let Ok(machine) = nix::sys::sysinfo::sysinfo()
        && wanted as u64 > machine.ram_total()
    {
        let [wanted, total] = [wanted as u64, machine.ram_total()].map(|bytes| bytes / 1_000_000);
        let half = total / 2;
        eprintln!(
            "kiosque: --memory {wanted}MB is more than the {total}MB of this machine; --memory {half}MB would do"
        );
    }
    #[cfg(not(target_os = "linux"))]
    let _ = wanted;
}

pub fn caution_about_pages(pages: usize, needed: usize, wanted: usize) {
    let [needed, wanted] = [needed, wanted].map(|bytes| bytes.div_ceil(1_000_000));
    let pages = grouped(pages as u64);
    eprintln!("kiosque: an index of {pages} pages takes more than --memory {wanted}MB; allow --memory {needed}MB");
}

/// Has large blocks come from the system and go back to it. By itself, glibc raises the bound between large and small to
/// the largest block that was ever given back, up to 32 MB. Then large blocks lie between small things that outlive them, and
/// little of that is ever given back: a run of 300,000 records took 718 MB instead of 468, and with a bound of 4 MB 593. What
/// a dictionary is built with is just below a megabyte, and comes and goes with each field of each segment.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn give_back_large_blocks() {
    use nix::libc::{M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, mallopt};
    // SAFETY: it sets two numbers of the allocator, which may be done at any time.
    unsafe {
        mallopt(M_MMAP_THRESHOLD, 1 << 20);
        mallopt(M_TRIM_THRESHOLD, 4 << 20);
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back_large_blocks() {}

/// Has no more arenas than there are cores. By itself glibc has eight times as many, for threads that come and go as those of a
/// server do, and each arena keeps what its busiest moment took.
#[cfg(all(feature = "serve", target_os = "linux", target_env = "gnu"))]
pub fn share_arenas() {
    use nix::libc::{M_ARENA_MAX, mallopt};
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // SAFETY: it sets a number of the allocator, which may be done at any time.
    unsafe { mallopt(M_ARENA_MAX, i32::try_from(cores).unwrap_or(i32::MAX)) };
}

#[cfg(all(feature = "serve", not(all(target_os = "linux", target_env = "gnu"))))]
pub fn share_arenas() {}

/// The system's allocator, but that it says the way out when there is no memory left. Rust by itself says how many bytes
/// were asked for, and aborts.
struct Telling;

#[global_allocator]
static ALLOCATOR: Telling = Telling;

// SAFETY: all is left to the system's allocator.
unsafe impl GlobalAlloc for Telling {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        there(unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        there(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        there(unsafe { System.realloc(block, layout, size) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }
}

fn there(block: *mut u8) -> *mut u8 {
    if block.is_null() {
        run_out()
    }
    block
}

/// Ends the process at once, as a kill would: the last commit stands.
#[cold]
fn run_out() -> ! {
    let said =
        b"kiosque: no memory is left: index with less --memory or -j, or end other programs; the index is as its last \
        commit left it, and the next run goes on from there; should this come again, see whether `kiosque check` finds \
        damage\n";
    let _ = io::stderr().write_all(said);
    #[cfg(unix)]
    // SAFETY: it does nothing but end the process.
    unsafe {
        nix::libc::_exit(2)
    }
    #[cfg(not(unix))]
    std::process::abort()
}
