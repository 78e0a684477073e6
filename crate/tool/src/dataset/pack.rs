//! Writing packs: choosing pictures, sheets, the manifest.

use std::fs;
use std::path::Path;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use vision::{Chunk, Class, Manifest, Random, Source, Split, Stream};

use super::cifar::{Cifar, Pictures, PICTURE};
use super::{fetch, DatasetError};

/// Draws and orders the pictures of the pack.
const SEED: u32 = 2009;
/// Pictures in a row of a sheet.
const COLUMNS: u32 = 20;
/// Pictures on a sheet for training: as many as the first run of a student trains with.
const TRAIN_CHUNK: usize = 400;
/// Pictures on any other sheet.
const CHUNK: usize = 200;
/// Labels of CIFAR-10.
const CAT: u8 = 3;
const DOG: u8 = 5;

/// Writes `cats-dogs`: 4,000 pictures for training, 1,000 for validation and 500 for testing.
pub fn write_cats_dogs(cifar: &Cifar, folder: &Path) -> Result<Manifest, DatasetError> {
    fs::create_dir_all(folder).map_err(|error| DatasetError::Io { path: folder.into(), error })?;
    let train = balanced(&cifar.train, [CAT, DOG], Random::new(SEED, Stream::Split, 0));
    let test = balanced(&cifar.test, [CAT, DOG], Random::new(SEED, Stream::Split, 1));
    let parts = [
        ("train", TRAIN_CHUNK, &cifar.train, train.get(..4000)),
        ("valid", CHUNK, &cifar.test, test.get(..1000)),
        ("test", CHUNK, &cifar.test, test.get(1000..1500)),
    ];
    let mut splits = Vec::new();
    for (name, chunk, pictures, chosen) in parts {
        let chosen = chosen.ok_or(DatasetError::TooFew { split: name })?;
        splits.push(write_split(name, chunk, pictures, chosen, folder)?);
    }
    let manifest = Manifest {
        format: vision::FORMAT,
        name: "cats-dogs".into(),
        source: Source {
            title: "CIFAR-10".into(),
            author: "Alex Krizhevsky, Vinod Nair, Geoffrey Hinton".into(),
            year: 2009,
            publication: "Alex Krizhevsky: Learning Multiple Layers of Features from Tiny Images. \
                          Technical report, University of Toronto, 2009"
                .into(),
            url: "https://www.cs.toronto.edu/~kriz/cifar.html".into(),
            package: format!("npm {}", fetch::PACKAGE),
            sha256: fetch::SHA256.into(),
            selection: "cats and dogs, drawn at random with the seed, alternating: train from the five \
                        training batches, valid and test (without overlap) from the test batch"
                .into(),
        },
        licence: "No licence is stated for CIFAR-10 by its makers; it is a labelled part of the 80 Million Tiny \
                  Images, which were collected from the web. It is published for research and widely used for \
                  research and teaching. See README.md beside the packs."
            .into(),
        seed: SEED,
        side: vision::SIDE as u32,
        columns: COLUMNS,
        statistics: vision::CIFAR10,
        classes: vec![
            Class { id: u32::from(CAT), en: "cat".into(), zh: "猫".into() },
            Class { id: u32::from(DOG), en: "dog".into(), zh: "狗".into() },
        ],
        splits,
    };
    let mut text = serde_json::to_string_pretty(&manifest)
        .map_err(|error| DatasetError::Content { path: folder.into(), what: error.to_string() })?;
    text.push('\n');
    write_if_new(&folder.join("manifest.json"), text.as_bytes())?;
    Ok(manifest)
}

/// A picture of the pack: where it is in its source, and its new label.
type Chosen = (usize, u8);

/// The pictures of two classes in random order, one of the first class, one of the second, and so on,
/// so that every even prefix is balanced.
fn balanced(pictures: &Pictures, classes: [u8; 2], mut random: Random) -> Vec<Chosen> {
    let mut of = |class: u8| {
        let mut indices: Vec<usize> = (0..pictures.len()).filter(|i| pictures.labels[*i] == class).collect();
        vision::shuffle(&mut indices, &mut random);
        indices
    };
    let (first, second) = (of(classes[0]), of(classes[1]));
    first.into_iter().zip(second).flat_map(|(a, b)| [(a, 0), (b, 1)]).collect()
}

fn write_split(
    name: &str,
    chunk: usize,
    pictures: &Pictures,
    chosen: &[Chosen],
    folder: &Path,
) -> Result<Split, DatasetError> {
    let mut chunks = Vec::new();
    for (number, part) in chosen.chunks(chunk).enumerate() {
        let file = format!("{name}-{number:02}.png");
        let path = folder.join(&file);
        let bytes = encode_sheet(pictures, part).map_err(|what| DatasetError::Content { path: path.clone(), what })?;
        write_if_new(&path, &bytes)?;
        chunks.push(Chunk {
            file,
            count: part.len() as u32,
            bytes: bytes.len() as u32,
            sha256: vision::sha256_hex(&bytes),
            labels: part.iter().map(|(_, label)| char::from(b'0' + label)).collect(),
        });
    }
    Ok(Split { name: name.into(), sealed: name == "test", count: chosen.len() as u32, chunks })
}

/// A PNG with the pictures row by row; black where the last row has none.
fn encode_sheet(pictures: &Pictures, chosen: &[Chosen]) -> Result<Vec<u8>, String> {
    let side = vision::SIDE;
    let (width, height) = vision::sheet_size(chosen.len() as u32, side as u32, COLUMNS);
    let columns = COLUMNS as usize;
    let mut rgb = vec![0; chosen.len().div_ceil(columns) * columns * PICTURE];
    for (position, (index, _)) in chosen.iter().enumerate() {
        let (row, column) = (position / columns, position % columns);
        for (y, line) in pictures.picture(*index).chunks_exact(side * 3).enumerate() {
            let at = ((row * side + y) * columns + column) * side * 3;
            rgb[at..at + side * 3].copy_from_slice(line);
        }
    }
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::Adaptive)
        .write_image(&rgb, width, height, ExtendedColorType::Rgb8)
        .map_err(|error| error.to_string())?;
    Ok(png)
}

/// Leaves a file alone that already holds these bytes.
fn write_if_new(path: &Path, bytes: &[u8]) -> Result<(), DatasetError> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).map_err(|error| DatasetError::Io { path: path.into(), error })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pictures(labels: &[u8]) -> Pictures {
        let pixels = (0..labels.len() * PICTURE).map(|at| (at * 31 % 251) as u8).collect();
        Pictures { pixels, labels: labels.to_vec() }
    }

    #[test]
    fn classes_alternate_and_every_picture_comes_once() {
        let labels: Vec<u8> = (0..60).map(|i| i % 10).collect();
        let chosen = balanced(&pictures(&labels), [CAT, DOG], Random::new(1, Stream::Split, 0));
        assert_eq!(chosen.len(), 12);
        for (position, (index, label)) in chosen.iter().enumerate() {
            assert_eq!(usize::from(*label), position % 2);
            assert_eq!(labels[*index], [CAT, DOG][position % 2]);
        }
        let mut indices: Vec<usize> = chosen.iter().map(|(index, _)| *index).collect();
        assert!(!indices.is_sorted());
        indices.sort_unstable();
        indices.dedup();
        assert_eq!(indices.len(), 12);
    }

    #[test]
    fn a_sheet_opens_to_the_same_pictures() {
        let pictures = pictures(&[CAT; 23]);
        let chosen: Vec<Chosen> = (0..23).rev().map(|index| (index, 0)).collect();
        let folder = std::env::temp_dir().join(format!("epoch-pack-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let split = write_split("train", 22, &pictures, &chosen, &folder).unwrap();
        let committed = Manifest::parse(include_str!("../../../../public/dataset/cats-dogs/manifest.json")).unwrap();
        let mut opened = Vec::new();
        for chunk in &split.chunks {
            let bytes = fs::read(folder.join(&chunk.file)).unwrap();
            opened.extend(vision::decode_sheet(&bytes, chunk, &committed).unwrap());
        }
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(split.chunks.iter().map(|chunk| chunk.count).collect::<Vec<_>>(), [22, 1]);
        let expected: Vec<u8> = (0..23).rev().flat_map(|index| pictures.picture(index).to_vec()).collect();
        assert!(opened == expected);
    }

    /// Without the source: the pictures of a committed sheet give the committed bytes again. Where this
    /// fails after an update of the PNG encoder, the packs are to be written again.
    #[test]
    fn the_committed_sheets_are_reproduced() {
        let folder = fetch::project_root().unwrap().join("public/dataset/cats-dogs");
        let manifest = Manifest::parse(&fs::read_to_string(folder.join("manifest.json")).unwrap()).unwrap();
        let chunk = manifest.splits.last().and_then(|split| split.chunks.last()).unwrap();
        let bytes = fs::read(folder.join(&chunk.file)).unwrap();
        let pixels = vision::decode_sheet(&bytes, chunk, &manifest).unwrap();
        let pictures = Pictures { pixels, labels: chunk.labels() };
        let chosen: Vec<Chosen> = (0..pictures.len()).map(|index| (index, 0)).collect();
        assert!(encode_sheet(&pictures, &chosen).unwrap() == bytes);
    }
}
