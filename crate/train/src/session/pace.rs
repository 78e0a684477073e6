//! Whether sharing a step pays. Who share one wait for the slowest of them, so where other programs want the cores too it can
//! take longer than alone.

/// Shared steps that do not count: the others' program is fast only when the browser has compiled it a second time, while it runs.
const FIRST: u32 = 24;
/// Shared steps after these by which it is judged, once.
const JUDGED: u32 = 24;

/// Milliseconds and steps, alone and shared.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Paces {
    spent: [f64; 2],
    steps: [u32; 2],
    /// Shared steps that did not count.
    first: u32,
    judged: bool,
}

impl Paces {
    pub(super) fn add(&mut self, shared: bool, spent: f64, steps: u32) {
        if shared && self.first < FIRST {
            self.first += steps;
            return;
        }
        self.spent[usize::from(shared)] += spent;
        self.steps[usize::from(shared)] += steps;
    }

    /// Says so at most once, and only where there were steps alone to compare with.
    pub(super) fn sharing_does_not_pay(&mut self) -> bool {
        let ([alone, shared], [steps_alone, steps_shared]) = (self.spent, self.steps);
        if self.judged || steps_shared < JUDGED {
            return false;
        }
        self.judged = true;
        steps_alone > 0 && shared * f64::from(steps_alone) > alone * f64::from(steps_shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_longer_together_is_done_alone() {
        let judged = |alone: f64, shared: f64| {
            let mut paces = Paces::default();
            paces.add(false, alone * 4.0, 4);
            paces.add(true, 1e9, FIRST);
            paces.add(true, shared * 23.0, 23);
            assert!(!paces.sharing_does_not_pay(), "too early");
            paces.add(true, shared, 1);
            let judged = paces.sharing_does_not_pay();
            assert!(!paces.sharing_does_not_pay(), "once");
            judged
        };
        assert!(judged(10.0, 11.0));
        assert!(!judged(10.0, 6.0));
        assert!(!judged(0.0, 0.0), "a clock that stands still");
        let mut paces = Paces::default();
        paces.add(true, 1000.0, FIRST);
        paces.add(true, 1000.0, JUDGED);
        assert!(!paces.sharing_does_not_pay(), "nothing to compare with");
    }
}
