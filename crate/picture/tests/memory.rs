//! A file of a few bytes never makes the decoder take much memory.

mod file;

use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

use picture::{decode, Limits};

/// Counts what is allocated. Growing in place counts as a new block beside the old one.
struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator as it is.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(now, Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes that `decode` holds at most at one time.
fn peak(bytes: &[u8]) -> usize {
    let before = NOW.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let result = decode(bytes, &Limits::default());
    let peak = PEAK.load(Ordering::Relaxed) - before;
    drop(result);
    peak
}

/// One test alone in its program, so that nothing else allocates meanwhile.
#[test]
fn memory_is_bounded_before_pixels_are_decoded() {
    // The counter counts: a picture of 300 KB takes at least its pixels.
    let picture = file::png(&file::busy(400, 250));
    assert!((300_000..3_000_000).contains(&peak(&picture)), "{}", peak(&picture));

    let huge = peak(&file::png_header(20_000, 20_000));
    assert!(huge < 10_000, "{huge}");
    let wide = peak(&file::png_header(u32::MAX, 1));
    assert!(wide < 10_000, "{wide}");

    let mut jpeg = file::jpeg(&file::quarters(16, 16));
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert!(peak(&jpeg) < 1_000_000, "{}", peak(&jpeg));

    // A colour profile of a quarter of a megabyte that unpacks to 256.
    let mut bomb = file::png_header(4, 4);
    let mut packed = b"bomb\0\0".to_vec();
    packed.extend_from_slice(&zeros(256 << 20));
    assert!(packed.len() < 300_000, "{}", packed.len());
    bomb.extend(file::png_chunk(b"iCCP", &packed));
    let rest = &file::png(&file::busy(4, 4))[33..];
    bomb.extend_from_slice(rest);
    let profile = peak(&bomb);
    assert!(profile < 100 << 20, "{profile}");
}

/// So many zeros as a zlib stream.
fn zeros(count: usize) -> Vec<u8> {
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![0; 1 << 20];
    for _ in 0..count >> 20 {
        out.write_all(&block).unwrap();
    }
    out.finish().unwrap()
}
