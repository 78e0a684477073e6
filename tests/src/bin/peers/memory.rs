//! The largest memory that the browser's processes held: resident pages, as Linux counts them. Elsewhere nothing is known.

use std::collections::HashMap;

/// Processes that come from `ancestor`, with their command lines.
fn descendants(ancestor: u32) -> Vec<(u32, String)> {
    let mut parents = HashMap::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // "id (name) state parent ...", where a name may hold anything.
        let status = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let parent = status.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1)?.parse::<u32>().ok());
        parents.extend(parent.map(|parent| (id, parent)));
    }
    let comes = |mut id: u32| {
        for _ in 0..32 {
            match parents.get(&id) {
                Some(parent) if *parent == ancestor => return true,
                Some(parent) => id = *parent,
                None => return false,
            }
        }
        false
    };
    let line = |id: u32| std::fs::read_to_string(format!("/proc/{id}/cmdline")).unwrap_or_default();
    parents.keys().copied().filter(|id| comes(*id)).map(|id| (id, line(id))).collect()
}

/// Lets every process of the browser of this chromedriver begin its peak anew.
pub fn forget_peaks(driver: u32) {
    for (id, _) in descendants(driver) {
        // A process may have ended since.
        drop(std::fs::write(format!("/proc/{id}/clear_refs"), "5"));
    }
}

/// Bytes: the peak of the largest page process, and of the process that works for the GPU.
pub fn peak(driver: u32) -> Option<f64> {
    let mut peaks: HashMap<&str, f64> = HashMap::new();
    for (id, line) in descendants(driver) {
        let kind = ["--type=renderer", "--type=gpu-process"].into_iter().find(|kind| line.contains(kind));
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let kilobytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().trim_end_matches(" kB").parse::<f64>().ok());
        if let (Some(kind), Some(kilobytes)) = (kind, kilobytes) {
            let peak = peaks.entry(kind).or_default();
            *peak = peak.max(kilobytes * 1024.0);
        }
    }
    (!peaks.is_empty()).then(|| peaks.values().sum())
}
