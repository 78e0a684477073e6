//! A device that fails: a run on a lost GPU goes on on the CPU.

use nn::Model;
use tensor::Error;

use super::{problem, After, Emit, Session};
use crate::device::Device;
use crate::protocol::{DeviceInfo, DeviceReason, Event, ProblemCode, RunState};
use crate::trainer::Trainer;

impl Session {
    /// Goes on after an error: a lost GPU's run continues on the CPU from where it was copied last.
    pub(super) async fn survive(&mut self, result: Result<(), Error>, emit: Emit<'_>) {
        let Err(error) = result else { return };
        if self.device.backend != "gpu" {
            emit(problem(ProblemCode::Internal, error.to_string()));
            self.set_state(RunState::Failed, emit);
            return;
        }
        let model: Model = self.trainer.model().clone();
        let recipe = self.trainer.recipe().clone();
        let train = self.train.clone();
        let made = Trainer::new(Device::cpu(), model, &self.initial.weights, &self.pool, train, recipe).await;
        let restored = made.and_then(|mut trainer| trainer.restore(&self.kept).map(|()| trainer));
        match restored {
            Ok(trainer) => {
                self.trainer = trainer;
                self.device = DeviceInfo {
                    backend: "cpu".into(),
                    reason: DeviceReason::Lost,
                    gpu_available: false,
                    workers: 1,
                    speeds: [0; 2],
                    ..self.device.clone()
                };
                let finishing = self.validation.as_ref().is_some_and(|v| v.after() == After::Finish);
                self.validation = None;
                if finishing {
                    self.begin_validation(After::Finish);
                }
                emit(Event::Device { device: self.device.clone() });
                emit(problem(ProblemCode::GpuLost, error.to_string()));
                emit(Event::State { state: self.state });
            }
            Err(error) => {
                emit(problem(ProblemCode::Internal, error.to_string()));
                self.set_state(RunState::Failed, emit);
            }
        }
    }
}
