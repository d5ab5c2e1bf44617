//! What the system says that processes have taken, and what it gives them.

use std::time::Duration;

/// Processor time and memory.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    /// Of all threads, in the program and in the system.
    pub cpu: Duration,
    /// The most memory that one of the processes has held.
    pub peak_memory: u64,
}

/// Of this process so far.
pub fn own() -> Usage {
    imp::own()
}

/// Of the processes that it has started and that have ended.
pub fn of_children() -> Usage {
    imp::of_children()
}

#[cfg(unix)]
mod imp {
    use std::time::Duration;

    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;

    use super::Usage;

    pub fn own() -> Usage {
        of(UsageWho::RUSAGE_SELF)
    }

    pub fn of_children() -> Usage {
        of(UsageWho::RUSAGE_CHILDREN)
    }

    fn of(who: UsageWho) -> Usage {
        let Ok(usage) = getrusage(who) else { return Usage::default() };
        let time = |time: TimeVal| Duration::new(time.tv_sec() as u64, time.tv_usec() as u32 * 1000);
        // Kilobytes, but for macOS, which counts bytes.
        let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
        Usage { cpu: time(usage.user_time()) + time(usage.system_time()), peak_memory: usage.max_rss() as u64 * unit }
    }
}

#[cfg(not(unix))]
mod imp {
    use super::Usage;

    pub fn own() -> Usage {
        Usage::default()
    }

    pub fn of_children() -> Usage {
        Usage::default()
    }
}

/// Runs `work` with this thread, and the processes that it starts, held to one core; where the system has no such call,
/// without that.
#[cfg(target_os = "linux")]
pub fn on_one_core<T>(work: impl FnOnce() -> T) -> T {
    use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
    use nix::unistd::Pid;

    let this = Pid::from_raw(0);
    let all = sched_getaffinity(this);
    if let Ok(all) = &all {
        let mut one = CpuSet::new();
        let first = (0..CpuSet::count()).find(|core| all.is_set(*core).unwrap_or(false)).unwrap_or(0);
        let _ = one.set(first).and_then(|()| sched_setaffinity(this, &one));
    }
    let done = work();
    if let Ok(all) = &all {
        let _ = sched_setaffinity(this, all);
    }
    done
}

#[cfg(not(target_os = "linux"))]
pub fn on_one_core<T>(work: impl FnOnce() -> T) -> T {
    work()
}
