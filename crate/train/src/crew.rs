//! Steps on the CPU that several share: each [`Member`] runs some of a batch's shards on memory of its own, and they exchange
//! what they bring to a meeting (`tensor::cpu::shards`). The first member is the [`Trainer`](crate::trainer::Trainer) itself,
//! which holds what the run is; the others follow it step by step and can be lost at any time: a step that was not finished
//! is done again without them, to the same bits.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use nn::{region, training_graph, Normalisation, Optimiser};
use serde::{Deserialize, Serialize};
use tensor::cpu::shards::{shards_of, ShardProgram};
use tensor::cpu::CpuDevice;
use tensor::{Error, Plan};
use vision::pack_words;

use crate::config::Config;
use crate::session::{model, recipe, PrepareError};

/// What the other members need to be told once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    pub config: Config,
    pub classes: u32,
    pub normalisation: Normalisation,
    /// Pictures in the pool, whose bytes follow.
    pub pictures: u32,
    /// Pictures of a step: those of the settings, or fewer where there are not so many.
    pub batch: u32,
    /// Members, the first one included.
    pub members: u32,
}

/// How many share steps of so many shards, where there are so many cores.
pub fn members(shards: usize, cores: u32) -> usize {
    shards.min(1 << cores.max(1).ilog2())
}

/// The other members are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// What the others bring to a meeting, in the order of their shards; as soon as it is there.
pub type Parts<'a> = Pin<Box<dyn Future<Output = Result<Vec<Vec<f32>>, Gone>> + 'a>>;

/// The other members, as the first one sees them.
pub trait Crew: Debug {
    /// Members, the first one included: a power of two.
    fn members(&self) -> usize;

    /// Lets them begin a step on these [inputs](INPUTS), after taking over the [regions](carried) where they are given.
    fn begin(&mut self, inputs: &[f32], regions: Option<&[f32]>);

    /// Gives them what the first member brings to a meeting.
    fn exchange<'a>(&'a mut self, part: &'a [f32]) -> Parts<'a>;
}

/// Inputs of a step in the order in which they are sent, those that a plan has, without gaps; and whether each shard has
/// a part of its own.
pub const INPUTS: [(&str, bool); 6] =
    [("draws", true), ("labels", true), ("rates", false), ("step", false), ("corrections", false), ("seed", true)];

/// Regions that are sent, one after the other: what outlives a step.
pub fn carried(optimiser: Optimiser) -> impl Iterator<Item = &'static str> {
    let second = matches!(optimiser, Optimiser::AdamW { .. }).then_some(region::SECOND_MOMENT);
    [region::PARAMETERS, region::STATISTICS, region::RING, region::VELOCITY].into_iter().chain(second)
}

/// The first member's side of a step, on inputs that are written: `inputs` are the same for the others. `told` are the
/// [regions](carried) that they are to take over first, where they do not have them yet.
///
/// # Errors
/// Some of them are gone; what outlives a step is as it was before.
pub async fn run(
    crew: &mut dyn Crew,
    device: &mut CpuDevice,
    program: &mut ShardProgram,
    inputs: &[f32],
    told: Option<Optimiser>,
) -> Result<(), Gone> {
    let regions = told.map(|optimiser| {
        let regions = carried(optimiser).filter_map(|name| device.region(name));
        regions.collect::<Vec<_>>().concat()
    });
    crew.begin(inputs, regions.as_deref());
    program.begin(device);
    while program.go_on(device) {
        let others = crew.exchange(program.part()).await?;
        program.meet(device, others);
    }
    Ok(())
}

/// One of those who run a step together, but for the first.
#[derive(Debug)]
pub struct Member {
    device: CpuDevice,
    program: ShardProgram,
    shards: usize,
    optimiser: Optimiser,
}

impl Member {
    /// The member `index`, from 1; `pixels` are the pool's bytes.
    ///
    /// # Errors
    /// The settings describe no network that can be trained, or none that so many share.
    pub fn new(setup: &Setup, index: usize, pixels: &[u8]) -> Result<Member, PrepareError> {
        let model = model(&setup.config, setup.classes as usize)?;
        let recipe = recipe(&setup.config, setup.normalisation);
        let (batch, members) = (setup.batch as usize, setup.members as usize);
        let shards = shards_of(batch);
        let own = shards / members.max(1);
        if own == 0 || own * members != shards || index >= members {
            return Err(PrepareError::Tensor(Error::NoTensor(format!("shard {index}"))));
        }
        let options = recipe.options(batch, shards, setup.pictures as usize);
        let plan = Plan::compile(training_graph(&model, &options)?)?;
        let mut device = CpuDevice::new();
        device.write_region(region::PIXELS, bytemuck::cast_slice(&pack_words(pixels)))?;
        let program = device.load_shards(plan, shards, index * own..(index + 1) * own)?;
        Ok(Member { device, program, shards, optimiser: recipe.optimiser })
    }

    /// Takes over what outlives a step.
    ///
    /// # Errors
    /// `values` are not as long as the [regions](carried) together.
    pub fn put_regions(&mut self, mut values: &[f32]) -> Result<(), Error> {
        for name in carried(self.optimiser) {
            let len = self.device.region(name).map_or(0, <[f32]>::len);
            let (own, rest) = values.split_at_checked(len).ok_or_else(|| wrong(name, len, values.len()))?;
            self.device.write_region(name, own)?;
            values = rest;
        }
        Ok(())
    }

    /// Begins a step.
    ///
    /// # Errors
    /// `values` are not as long as the [inputs](INPUTS) together.
    pub fn begin(&mut self, mut values: &[f32]) -> Result<(), Error> {
        for (name, cut) in INPUTS {
            let Ok(len) = self.program.len_of(name) else { continue };
            let len = if cut { len * self.shards } else { len };
            let (own, rest) = values.split_at_checked(len).ok_or_else(|| wrong(name, len, values.len()))?;
            self.program.write(name, own)?;
            values = rest;
        }
        self.program.begin(&mut self.device);
        Ok(())
    }

    /// See [`ShardProgram::go_on`].
    pub fn go_on(&mut self) -> bool {
        self.program.go_on(&mut self.device)
    }

    /// See [`ShardProgram::part`].
    pub fn part(&self) -> &[f32] {
        self.program.part()
    }

    /// See [`ShardProgram::meet`].
    pub fn meet(&mut self, others: Vec<Vec<f32>>) {
        self.program.meet(&mut self.device, others);
    }
}

fn wrong(name: &str, want: usize, got: usize) -> Error {
    Error::Length { name: name.to_string(), want, got }
}
