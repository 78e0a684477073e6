//! `shaders FILE` writes the texts of all shaders, for a page that computes on a GPU.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args_os().nth(1).ok_or("shaders FILE")?;
    Ok(std::fs::write(file, tensor::gpu::text::ALL)?)
}
