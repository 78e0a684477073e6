//! Settings as plain JavaScript values. By hand: what serde makes of so many fields is four times as large.

use js_sys::{Array, Object};
use serde::Serialize;
use train::config::{Architecture, Backend, Config, Optimiser, Schedule};
use wasm_bindgen::{JsCast, JsValue};

use super::wire;

/// Puts a value in the place of the setting `key`. The error says what the setting takes.
pub fn put(config: &mut Config, key: &str, value: &JsValue) -> Result<(), &'static str> {
    // Names every setting: a new one does not compile until somebody comes here, and takes it below too.
    let Config {
        pictures: _,
        valid_share: _,
        seed: _,
        architecture: _,
        width: _,
        depth: _,
        pretrained: _,
        frozen: _,
        epochs: _,
        batch_size: _,
        learning_rate: _,
        body_rate: _,
        group_rates: _,
        optimiser: _,
        weight_decay: _,
        schedule: _,
        augment: _,
        label_smoothing: _,
        backend: _,
    } = &*config;
    match key {
        "pictures" => config.pictures = whole(value)?,
        "validShare" => config.valid_share = number(value)?,
        "seed" => config.seed = whole(value)?,
        "architecture" => {
            config.architecture = one_of(value, &[Architecture::Residual, Architecture::Plain, Architecture::Mlp])?;
        }
        "width" => config.width = whole(value)?,
        "depth" => config.depth = whole(value)?,
        "pretrained" => config.pretrained = truth(value)?,
        "frozen" => {
            let names = value.dyn_ref::<Array>().ok_or("not an array")?;
            config.frozen = names.iter().map(|name| text(&name)).collect::<Result<_, _>>()?;
        }
        "epochs" => config.epochs = whole(value)?,
        "batchSize" => config.batch_size = whole(value)?,
        "learningRate" => config.learning_rate = number(value)?,
        "bodyRate" => config.body_rate = number(value)?,
        "groupRates" => {
            let rates = value.dyn_ref::<Object>().ok_or("not an object")?;
            config.group_rates.clear();
            for pair in Object::entries(rates).iter() {
                let pair: Array = pair.unchecked_into();
                config.group_rates.insert(text(&pair.get(0))?, number(&pair.get(1))?);
            }
        }
        "optimiser" => config.optimiser = one_of(value, &[Optimiser::Sgd, Optimiser::AdamW])?,
        "weightDecay" => config.weight_decay = number(value)?,
        "schedule" => config.schedule = one_of(value, &[Schedule::OneCycle, Schedule::Constant])?,
        "augment" => config.augment = truth(value)?,
        "labelSmoothing" => config.label_smoothing = number(value)?,
        "backend" => config.backend = one_of(value, &[Backend::Auto, Backend::Cpu, Backend::Gpu])?,
        _ => return Err("there is no such setting"),
    }
    Ok(())
}

fn number(value: &JsValue) -> Result<f32, &'static str> {
    value.as_f64().map(|number| number as f32).ok_or("not a number")
}

fn whole(value: &JsValue) -> Result<u32, &'static str> {
    value
        .as_f64()
        .filter(|number| f64::from(*number as u32) == *number)
        .map(|number| number as u32)
        .ok_or("not a whole number")
}

fn truth(value: &JsValue) -> Result<bool, &'static str> {
    value.as_bool().ok_or("not true or false")
}

fn text(value: &JsValue) -> Result<String, &'static str> {
    value.as_string().ok_or("not a text")
}

/// The one that is written like this.
fn one_of<T: Copy + Serialize>(value: &JsValue, all: &[T]) -> Result<T, &'static str> {
    all.iter()
        .copied()
        .find(|one| wire::to_plain_js(one).is_ok_and(|name| name == *value))
        .ok_or("not one of its names")
}
