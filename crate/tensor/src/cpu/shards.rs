//! A training step whose batch is cut into equal shards: each has a program of its own over the same parameters, and they
//! meet where a sum over the whole batch is wanted. Shards may be shared among threads, or among workers that exchange what
//! they bring to a meeting, and no bit of the result depends on how: the cut is fixed, and shards are merged in pairs, pairs
//! of pairs and so on, in their order.
//!
//! All of a shard's launches work as they do on a whole batch. What they give is of the shard's own pictures; what an
//! [`Op`](crate::op::Op) gives that belongs to the batch it says itself ([`Across`]). Losses and gradients are averages over
//! pictures, and shards are equal, so the batch's are the averages of the shards', and with a power of two of shards that
//! average is exact where they agree. Nothing that outlives a step changes before the last meeting.

use std::ops::Range;

use super::{CpuDevice, CpuProgram, Kernels};
use crate::error::Error;
use crate::op::Across;
use crate::plan::{Launch, Place, Plan, Slot};

/// The most shards that a batch is cut into.
pub const MOST: usize = 4;
/// Pictures of a shard at least: smaller ones would spend their time on overheads.
const LEAST: usize = 4;

/// Shards of a batch: a function of its size alone. A power of two that divides it.
pub fn shards_of(batch: usize) -> usize {
    let mut shards = MOST;
    while shards > 1 && (!batch.is_multiple_of(shards) || batch / shards < LEAST) {
        shards /= 2;
    }
    shards
}

/// What shards bring to a meeting.
#[derive(Clone, Copy, Debug)]
enum Item {
    Average([Place; 1]),
    /// Mean and variance.
    Moments([Place; 2]),
}

impl Item {
    /// What is brought, in this order.
    fn places(&self) -> &[Place] {
        match self {
            Item::Average(places) => places,
            Item::Moments(places) => places,
        }
    }
}

/// Where shards meet.
#[derive(Clone, Debug)]
struct Meeting {
    /// Launches that are done by then.
    after: usize,
    items: Vec<Item>,
}

/// Some neighbouring shards of a step, ready to run on one device.
#[derive(Debug)]
pub struct ShardProgram {
    /// One for each own shard. The first works in the device's regions; what others write there is memory of their own.
    programs: Vec<CpuProgram>,
    /// Programs that run; the others' shards are run elsewhere.
    running: usize,
    shards: usize,
    /// Number of the first own shard.
    first: usize,
    meetings: Vec<Meeting>,
    /// Slots of regions that shards change in place, and so begin a step with the device's.
    carried: Vec<usize>,
    /// Meetings behind in the present step.
    met: usize,
    /// What each own shard brings; merged, it stands in the first.
    parts: Vec<Vec<f32>>,
}

impl CpuDevice {
    /// Makes a plan of one shard ready to run for those of `shards` that are `own`: a power of two of them, beginning at a
    /// multiple of their number. Launches on the [whole](Across::Whole) batch must come last in the plan.
    ///
    /// # Errors
    /// [`Error::RegionSize`].
    pub fn load_shards(&mut self, plan: Plan, shards: usize, own: Range<usize>) -> Result<ShardProgram, Error> {
        debug_assert!(own.len().is_power_of_two() && own.start.is_multiple_of(own.len()) && own.end <= shards);
        let whole = plan.launches.iter().position(|l| l.op.across() == Across::Whole).unwrap_or(plan.launches.len());
        let shared = |place: &&Place| matches!(plan.slots[place.slot], Slot::Shared { .. });
        // A handful, each once, in the order of the plan, which all members share. (To sort them would be a kilobyte of
        // every first visit.)
        let slots = |places: &mut dyn Iterator<Item = &Place>| -> Vec<usize> {
            let mut slots = Vec::new();
            for place in places.filter(shared) {
                if !slots.contains(&place.slot) {
                    slots.push(place.slot);
                }
            }
            slots
        };
        let apart = &plan.launches[..whole];
        let carried = slots(&mut apart.iter().flat_map(|l| &l.updates));
        let written = slots(&mut apart.iter().flat_map(|l| l.updates.iter().chain(&l.outputs)));
        let meetings = meetings(&plan, whole, &written);
        let mut programs = Vec::with_capacity(own.len());
        for index in 0..own.len() {
            let local = if index == 0 { &[][..] } else { &written };
            programs.push(self.load_apart(plan.clone(), Kernels::Fast, local)?);
        }
        let parts = vec![Vec::new(); own.len()];
        let running = programs.len();
        Ok(ShardProgram { programs, running, shards, first: own.start, meetings, carried, met: 0, parts })
    }
}

/// As late as each thing is wanted, so that what is ready together is met about together; the last before the whole.
fn meetings(plan: &Plan, whole: usize, written: &[usize]) -> Vec<Meeting> {
    let mut meetings = Vec::new();
    let mut waiting: Vec<Item> = Vec::new();
    for (after, launch) in plan.launches[..whole].iter().enumerate() {
        let reads = |place: &Place| launch.inputs.iter().any(|input| input.overlaps(place));
        if waiting.iter().flat_map(Item::places).any(reads) {
            meetings.push(Meeting { after, items: std::mem::take(&mut waiting) });
        }
        let Launch { op, outputs, .. } = launch;
        match op.across() {
            Across::Average => waiting.extend(outputs.iter().map(|place| Item::Average([*place]))),
            Across::Moments => waiting.extend(outputs.chunks_exact(2).map(|pair| Item::Moments([pair[0], pair[1]]))),
            Across::Own | Across::Whole => {}
        }
    }
    for &slot in written {
        if let Slot::Shared { len, .. } = plan.slots[slot] {
            waiting.push(Item::Average([Place { slot, offset: 0, len }]));
        }
    }
    meetings.push(Meeting { after: whole, items: waiting });
    meetings
}

impl ShardProgram {
    /// Writes an input: one that all shards read alike, or, where `values` is as long as all shards' together, each
    /// shard's part of it.
    ///
    /// # Errors
    /// [`Error::NoTensor`], [`Error::Length`].
    pub fn write(&mut self, name: &str, values: &[f32]) -> Result<(), Error> {
        for (shard, program) in (self.first..).zip(&mut self.programs) {
            let len = program.plan.find(name)?.len;
            let cut = values.len() == len * self.shards;
            program.write(name, if cut { &values[shard * len..][..len] } else { values })?;
        }
        Ok(())
    }

    /// Elements of an input as one shard reads it.
    ///
    /// # Errors
    /// [`Error::NoTensor`].
    pub fn len_of(&self, name: &str) -> Result<usize, Error> {
        Ok(self.programs[0].plan.find(name)?.len)
    }

    /// From the next step on runs only so many of the own shards, the first ones: a power of two of them. Others run the
    /// rest, or nobody does any more and `own` is their number again.
    pub fn share(&mut self, own: usize) {
        self.running = own.clamp(1, self.programs.len());
    }

    /// Runs a whole step where all shards are here.
    pub fn run(&mut self, device: &mut CpuDevice) {
        self.begin(device);
        while self.go_on(device) {
            self.meet(device, Vec::new());
        }
    }

    /// Begins a step. One that was left off is forgotten: nothing of it lasts.
    pub fn begin(&mut self, device: &mut CpuDevice) {
        self.met = 0;
        let Some((first, others)) = self.programs[..self.running].split_first_mut() else { return };
        for &slot in &self.carried {
            for other in &mut *others {
                other.own[slot].copy_from_slice(first.memory(device, slot));
            }
        }
    }

    /// Works up to the next meeting, or to the end of the step, when it says false.
    pub fn go_on(&mut self, device: &mut CpuDevice) -> bool {
        let from = self.met.checked_sub(1).map_or(0, |last| self.meetings[last].after);
        let Some(meeting) = self.meetings.get(self.met) else {
            // On what the last meeting gave, once.
            if let Some(first) = self.programs.first_mut() {
                device.locate(first);
                first.launch(from..first.plan.launches.len());
            }
            return false;
        };
        let programs = &mut self.programs[..self.running];
        for program in &mut *programs {
            device.locate(program);
        }
        let range = from..meeting.after;
        #[cfg(not(target_arch = "wasm32"))]
        if rayon::current_num_threads() > 1 {
            use rayon::prelude::*;
            // Where they keep all threads equally busy, to cut their launches too would only cost: of a step's CPU time with
            // four shards on two threads 10 % at width 16 and 14 % at width 32.
            let busy = programs.len().is_multiple_of(rayon::current_num_threads());
            // Programs write their own memory, and the first one regions that the others read from copies. In the pool's own
            // threads, one program too: each of its launches that is cut would otherwise wake the pool up.
            rayon::scope(|_| {
                programs.par_iter_mut().for_each(|program| {
                    program.scratch.sharing.leave_alone(busy);
                    program.launch(range.clone());
                });
            });
            self.gather(device);
            return true;
        }
        for program in programs {
            program.launch(range.clone());
        }
        self.gather(device);
        true
    }

    /// What the own shards bring to the meeting, for those who run the others.
    pub fn part(&self) -> &[f32] {
        self.parts.first().map_or(&[], Vec::as_slice)
    }

    /// Ends the meeting: `others` are the [parts](Self::part) of those who run the other shards, each as many as are here,
    /// in the order of the shards.
    pub fn meet(&mut self, device: &mut CpuDevice, mut others: Vec<Vec<f32>>) {
        let Some(meeting) = self.meetings.get(self.met) else { return };
        let own = self.first / self.running;
        others.insert(own.min(others.len()), std::mem::take(&mut self.parts[0]));
        merge(&meeting.items, &mut others);
        let merged = others.swap_remove(0);
        for program in &mut self.programs[..self.running] {
            let mut at = 0;
            for place in meeting.items.iter().flat_map(Item::places) {
                program.memory_mut(device, place.slot)[place.offset..][..place.len]
                    .copy_from_slice(&merged[at..][..place.len]);
                at += place.len;
            }
        }
        self.parts[0] = merged;
        self.met += 1;
    }

    /// Collects what the own shards bring, and merges it.
    fn gather(&mut self, device: &CpuDevice) {
        let items = &self.meetings[self.met].items;
        let parts = &mut self.parts[..self.running];
        for (program, part) in self.programs.iter().zip(&mut *parts) {
            part.clear();
            for place in items.iter().flat_map(Item::places) {
                part.extend_from_slice(&program.memory(device, place.slot)[place.offset..][..place.len]);
            }
        }
        merge(items, parts);
    }
}

/// Merges neighbours, then neighbouring pairs and so on, into the first part.
fn merge(items: &[Item], parts: &mut [Vec<f32>]) {
    let mut apart = 1;
    while apart < parts.len() {
        for both in parts.chunks_mut(2 * apart) {
            let (left, right) = both.split_at_mut(apart);
            merge_pair(items, &mut left[0], &right[0]);
        }
        apart *= 2;
    }
}

/// Leaves in `a` what both halves together have.
fn merge_pair(items: &[Item], a: &mut [f32], b: &[f32]) {
    let average = |a: &mut [f32], b: &[f32]| a.iter_mut().zip(b).for_each(|(a, b)| *a = (*a + b) * 0.5);
    let mut at = 0;
    for item in items {
        match item {
            Item::Average([place]) => {
                average(&mut a[at..][..place.len], &b[at..][..place.len]);
                at += place.len;
            }
            // The mean squared deviation from the common mean is what each half has from its own, and the square of half
            // the distance of their means (Chan, Golub and LeVeque 1983).
            Item::Moments([mean, _]) => {
                let len = mean.len;
                for i in at..at + len {
                    let half = (a[i] - b[i]) * 0.5;
                    a[i + len] = (a[i + len] + b[i + len]) * 0.5 + half * half;
                }
                average(&mut a[at..][..len], &b[at..][..len]);
                at += 2 * len;
            }
        }
    }
}
