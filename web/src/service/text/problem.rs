//! What went wrong, and what to do about it.

use train::protocol::ProblemCode;

use super::Lang;

impl Lang {
    /// What a problem means for the student, with the next step.
    pub fn problem(self, code: ProblemCode) -> &'static str {
        match code {
            ProblemCode::Config => self.p_config(),
            ProblemCode::Network => self.p_network(),
            ProblemCode::Asset => self.p_asset(),
            ProblemCode::Foreign => self.p_foreign(),
            ProblemCode::PictureEmpty => self.p_picture_empty(),
            ProblemCode::PictureUnknown => self.p_picture_unknown(),
            ProblemCode::PictureTooLarge => self.p_picture_large(),
            ProblemCode::PictureDamaged => self.p_picture_damaged(),
            ProblemCode::GpuLost => self.p_gpu_lost(),
            ProblemCode::Diverged => self.p_diverged(),
            ProblemCode::Order => self.p_order(),
            ProblemCode::Internal => self.p_internal(),
        }
    }
}
