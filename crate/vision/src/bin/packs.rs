//! `packs DATASETS SITE`: packs the manifest of every dataset below the folder DATASETS for the site, as
//! `SITE/NAME/manifest.bin`.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use vision::Manifest;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(datasets), Some(site)) = (arguments.next(), arguments.next()) else {
        return Err("expected two folders: that of the datasets and that of the site".into());
    };
    for entry in fs::read_dir(datasets)? {
        let folder = entry?;
        let file = folder.path().join("manifest.json");
        if file.is_file() {
            let manifest = Manifest::parse(&fs::read_to_string(&file)?)?;
            fs::write(site.join(folder.file_name()).join("manifest.bin"), manifest.pack()?)?;
        }
    }
    Ok(())
}
