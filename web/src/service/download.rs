//! Files for the browser's downloads.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

/// Hands a file to the browser's downloads.
///
/// # Errors
/// The browser's own: it makes no file, or no address for it.
pub fn download(name: &str, mime: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(mime);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let address = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: HtmlElement = document.create_element("a")?.unchecked_into();
    link.set_attribute("href", &address)?;
    link.set_attribute("download", name)?;
    link.click();
    // The download has its own hold on the bytes by then.
    web_sys::Url::revoke_object_url(&address)
}
