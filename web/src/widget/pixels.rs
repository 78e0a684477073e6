//! Small pictures as their pixels.

use std::rc::Rc;

use wasm_bindgen::Clamped;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
use yew::prelude::*;

use super::dom;
use crate::hooks::use_effect_with;
use crate::part::drawn_by;

/// Pixels of a picture, three bytes each. Equal only to its own clones.
#[derive(Clone, Debug)]
pub struct Pixels {
    width: u32,
    height: u32,
    rgb: Rc<[u8]>,
}

impl Pixels {
    /// `rgb` holds `width * height * 3` bytes, row by row; nothing when it does not.
    pub fn from_rgb(width: u32, height: u32, rgb: Vec<u8>) -> Option<Self> {
        let wanted = (u64::from(width) * u64::from(height)).checked_mul(3)?;
        (wanted > 0 && rgb.len() as u64 == wanted).then(|| Self { width, height, rgb: rgb.into() })
    }

    /// Three bytes a pixel, row by row.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    fn rgba(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.rgb.len() / 3 * 4);
        for pixel in self.rgb.chunks_exact(3) {
            out.extend_from_slice(pixel);
            out.push(255);
        }
        out
    }

    /// Draws the picture over a square of this many CSS pixels, interpolated as well as the browser can.
    fn paint_smooth(&self, canvas: &HtmlCanvasElement, side: u32) -> Option<()> {
        let source: HtmlCanvasElement = dom::cast(&canvas.owner_document()?.create_element("canvas").ok()?)?;
        self.paint(&source)?;
        let side = f64::from(side);
        let context = dom::surface(canvas, side, side)?;
        // Where the browser knows no such quality, its usual one stays.
        let _ = js_sys::Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into());
        context.draw_image_with_html_canvas_element_and_dw_and_dh(&source, 0.0, 0.0, side, side).ok()
    }

    /// Puts the pixels on a canvas of exactly their size.
    fn paint(&self, canvas: &HtmlCanvasElement) -> Option<()> {
        canvas.set_width(self.width);
        canvas.set_height(self.height);
        let context: CanvasRenderingContext2d = dom::cast(&canvas.get_context("2d").ok()??)?;
        let rgba = self.rgba();
        let data = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&rgba), self.width, self.height).ok()?;
        context.put_image_data(&data, 0.0, 0.0).ok()
    }
}

impl PartialEq for Pixels {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.rgb, &other.rgb) && self.width == other.width && self.height == other.height
    }
}

/// A picture without a word: whoever places it says what it shows.
#[derive(Properties, PartialEq)]
pub struct PixelCanvas {
    /// Nothing: still on its way.
    pub pixels: Option<Pixels>,
    /// Shown as one smooth picture rather than as single pixels.
    #[prop_or(true)]
    pub smooth: bool,
    /// Side of the square on the page, in CSS pixels.
    pub side: u32,
}

drawn_by!(PixelCanvas, use_pixel_canvas);

#[hook]
fn use_pixel_canvas(props: &PixelCanvas) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((props.pixels.clone(), props.smooth, props.side), move |(pixels, smooth, side)| {
            if let (Some(pixels), Some(canvas)) = (pixels, node.cast::<HtmlCanvasElement>()) {
                // Without a 2D context there is nothing to draw on; the words around the picture remain.
                let _ = if *smooth { pixels.paint_smooth(&canvas, *side) } else { pixels.paint(&canvas) };
            }
        });
    }
    let loading = props.pixels.is_none();
    html! {
        <canvas ref={node} aria-hidden="true" width="1" height="1"
            class={classes!("w-pixels", (!props.smooth).then_some("w-pixels-sharp"), loading.then_some("w-pixels-loading"))}
            style={format!("width:{0}px;height:{0}px", props.side)} />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_pictures() {
        assert!(Pixels::from_rgb(2, 1, vec![0; 6]).is_some());
        assert!(Pixels::from_rgb(2, 1, vec![0; 5]).is_none());
        assert!(Pixels::from_rgb(0, 0, Vec::new()).is_none());
        assert!(Pixels::from_rgb(u32::MAX, u32::MAX, Vec::new()).is_none());
    }

    #[test]
    fn opaque() {
        let pixels = Pixels::from_rgb(1, 2, vec![1, 2, 3, 4, 5, 6]);
        assert_eq!(pixels.map(|p| p.rgba()), Some(vec![1, 2, 3, 255, 4, 5, 6, 255]));
    }
}
