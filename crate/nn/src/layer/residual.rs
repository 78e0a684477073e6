//! Residual block (He et al. 2016): what its main path adds to its input.

use tensor::{
    op::{add::Add, relu::Relu},
    Error, Shape, TensorId,
};

use super::{forward_path, visit_path, Layer, LayerKind, Window};
use crate::build::Build;

/// relu(main(x) + shortcut(x)); an empty shortcut is x itself.
#[derive(Clone, Debug)]
pub struct Residual {
    pub main: Vec<Layer>,
    pub shortcut: Vec<Layer>,
}

impl LayerKind for Residual {
    fn kind(&self) -> &'static str {
        "residual"
    }

    fn output(&self, input: &Shape) -> Shape {
        visit_path(&self.main, input, &mut |_, _| {})
    }

    /// The main path's; the shortcut sees less.
    fn window(&self) -> Window {
        self.main.iter().fold(Window::POINT, |window, layer| window.then(layer.kind.window()))
    }

    fn paths(&self) -> Vec<&[Layer]> {
        vec![&self.main, &self.shortcut]
    }

    fn forward(&self, _: &Layer, build: &mut Build<'_>, x: TensorId) -> Result<TensorId, Error> {
        // The shortcut first, so that the main path's last launch can add it.
        let shortcut = forward_path(&self.shortcut, build, x)?;
        let main = forward_path(&self.main, build, x)?;
        let sum = build.graph.apply(Add, &[main, shortcut])?;
        build.graph.apply(Relu, &[sum])
    }
}
