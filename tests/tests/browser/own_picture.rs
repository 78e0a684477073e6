//! A picture of the student's own, and files that are none.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use fantoccini::Locator;
use site::{browse, Page, Setup};

use crate::lab;

#[test]
fn own_pictures_are_predicted_and_other_files_explained() {
    let folder = Folder::new();
    browse(Setup::default(), move |page| async move {
        page.open("lab").await;
        page.until("the run is ready", 60, "document.querySelector('#state')?.innerText === 'Ready'").await;
        // Some steps, to see that nothing that follows takes them away.
        page.press("button", "One step").await;
        page.until("one step is done", 60, &format!("({}) === 1", lab::STEPS)).await;

        let refused = [
            ("text.png", b"this is no picture, whatever its name says".to_vec(), "no kind of picture"),
            ("huge.png", png_header(20_000, 20_000), "too large"),
            ("empty.png", Vec::new(), "empty"),
            ("cut.png", picture()[..picture().len() / 2].to_vec(), "damaged"),
        ];
        for (name, bytes, word) in refused {
            give(&page, &folder.file(name, &bytes)).await;
            page.until_text(".w-own-problem[role=alert]", 30, |text| text.contains(word)).await;
            assert_eq!(lab::steps(&page).await, 1, "{name} cost the run");
            assert_eq!(page.text("#state").await, "Paused", "{name} stopped the run");
        }

        give(&page, &folder.file("cat.png", &picture())).await;
        let said = page.until_text(".w-own-result", 30, |text| text.contains('%')).await;
        assert!(said.contains("cat") && said.contains("dog"), "{said}");
        assert_eq!(page.text(".w-own-problem").await, "", "the old message stays");
        page.press("button", "One step").await;
        page.until("the run goes on", 30, &format!("({}) === 2", lab::STEPS)).await;
        assert_eq!(page.console_errors().await, Vec::<String>::new());
    });
}

pub async fn give(page: &Page, file: &std::path::Path) {
    let input = page.client.find(Locator::Css("input[type=file]")).await;
    let input = input.unwrap_or_else(|error| panic!("no place for a file: {error}"));
    input.send_keys(&file.display().to_string()).await.unwrap_or_else(|error| panic!("no file can be given: {error}"));
}

/// A PNG of 200 × 160 pixels: soft colours, as in a photograph.
pub fn picture() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(200, 160, |x, y| {
        image::Rgb([(x * 255 / 200) as u8, (y * 255 / 160) as u8, ((x * y) % 200) as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The beginning of a PNG that says it is this large, with a right checksum.
pub fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend_from_slice(&width.to_be_bytes());
    chunk.extend_from_slice(&height.to_be_bytes());
    chunk.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend_from_slice(&chunk);
    bytes.extend_from_slice(&crc32(&chunk).to_be_bytes());
    bytes.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    bytes
}

/// The checksum of PNG chunks (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1)))
    })
}

/// A folder for the files of one test.
pub struct Folder(PathBuf);

impl Folder {
    /// Tests run side by side, so each has a folder of its own: the first to end would take the others' files away.
    pub fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("epoch-one-own-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let file = self.0.join(name);
        std::fs::write(&file, bytes).unwrap();
        file
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}
