//! `sim film`: a still, a clip or a live stream of a ship's side, with the truth about it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;

use super::files;
use crate::picture::{Frame, FrameTruth};
use crate::scene::{ClipTruth, Film as Shots, Scene, StillTruth, spread};
use crate::video::{Encoder, Form, Listener};

/// What is filmed, and where the pictures go.
#[derive(Args, Debug)]
pub(super) struct Film {
    /// A scene file, or spread:N for scene N (from 0) of the set that readers are measured on.
    scene: PathBuf,
    /// The picture (.png, .jpg) or the clip (.mp4).
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where the truth is written: draught, waterline and figures of every frame, as JSON.
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// Sends the clip as H.264 in RTP, in real time.
    #[arg(long, value_name = "udp://HOST:PORT")]
    stream: Option<Listener>,
    /// When a still is taken, seconds into the scene.
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0, value_parser = moment)]
    at: f64,
    /// Films so long instead of the scene's own duration.
    #[arg(long, value_name = "SECONDS", value_parser = moment)]
    duration: Option<f64>,
    /// Everything by chance follows from it; the scene's own if not given.
    #[arg(long)]
    seed: Option<u64>,
}

impl Film {
    pub(super) fn execute(&self) -> anyhow::Result<()> {
        let scene = self.scene()?;
        let told = || format!("in the scene {}", self.scene.display());
        match self.out.as_deref().map(kind).transpose()? {
            None if self.stream.is_none() && self.truth.is_none() => {
                bail!("nothing to do: give -o FILE, --truth FILE or --stream udp://HOST:PORT")
            }
            Some(Kind::Still) if self.stream.is_some() => {
                bail!("a still is not streamed: give an .mp4 for -o, or none")
            }
            Some(Kind::Still) => self.still(scene.film().with_context(told)?),
            _ => self.clip(scene.film().with_context(told)?),
        }
    }

    fn scene(&self) -> anyhow::Result<Scene> {
        let name = self.scene.to_string_lossy();
        let mut scene = if let Some(number) = name.strip_prefix("spread:") {
            let number: usize = number
                .parse()
                .ok()
                .filter(|n| *n < 10_000)
                .with_context(|| {
                    format!("{name} is no scene of the set: a number below 10000 is wanted")
                })?;
            spread(number + 1).remove(number)
        } else {
            let text = files::text(&self.scene)
                .with_context(|| format!("cannot read the scene {}", self.scene.display()))?;
            Scene::parse(&text).with_context(|| format!("in the scene {}", self.scene.display()))?
        };
        scene.seed = self.seed.unwrap_or(scene.seed);
        scene.duration_s = self.duration.unwrap_or(scene.duration_s);
        Ok(scene)
    }

    fn still(&self, mut shots: Shots) -> anyhow::Result<()> {
        let frame = shots.still(self.at);
        let Some(out) = &self.out else {
            return Ok(());
        };
        save(out, &frame)?;
        let file = out.file_name().unwrap_or_default().to_string_lossy();
        let truth = StillTruth::new(&file, shots.stage().site().draught_m, frame.truth);
        self.write_truth(&truth)
    }

    fn clip(&self, mut shots: Shots) -> anyhow::Result<()> {
        let scene = shots.stage().scene();
        let form = Form {
            size_px: scene.camera.size_px,
            fps: scene.fps,
        };
        let file = self.out.as_ref().map(|path| Encoder::file(path, form));
        let stream = self.stream.as_ref().map(|to| Encoder::stream(to, form));
        let mut encoders: Vec<Encoder> =
            file.into_iter().chain(stream).collect::<Result<_, _>>()?;
        let mut truths: Vec<FrameTruth> = Vec::new();
        for frame in shots.by_ref() {
            for encoder in &mut encoders {
                encoder.push(&frame.rgb)?;
            }
            truths.push(frame.truth);
        }
        for encoder in encoders {
            encoder.finish()?;
        }
        self.write_truth(&ClipTruth::new(shots.stage(), truths))
    }

    fn write_truth(&self, truth: &impl serde::Serialize) -> anyhow::Result<()> {
        let Some(path) = &self.truth else {
            return Ok(());
        };
        let mut text = serde_json::to_string_pretty(truth)?;
        text.push('\n');
        std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Still,
    Clip,
}

fn kind(path: &Path) -> anyhow::Result<Kind> {
    let extension = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    match extension.as_str() {
        "png" | "jpg" | "jpeg" => Ok(Kind::Still),
        "mp4" => Ok(Kind::Clip),
        _ => bail!(
            "what should {} be: .png, .jpg and .mp4 are known",
            path.display()
        ),
    }
}

fn save(path: &Path, frame: &Frame) -> anyhow::Result<()> {
    let told = || format!("cannot write {}", path.display());
    let image = image::RgbImage::from_raw(frame.width, frame.height, frame.rgb.clone())
        .with_context(told)?;
    image.save(path).with_context(told)
}

fn moment(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|seconds| (0.0..=86_400.0).contains(seconds))
        .ok_or_else(|| "a time is a number of seconds from 0 to 86400".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_follows_from_the_name() {
        assert_eq!(kind(Path::new("a/still.PNG")).unwrap(), Kind::Still);
        assert_eq!(kind(Path::new("clip.mp4")).unwrap(), Kind::Clip);
        assert!(
            kind(Path::new("clip.avi"))
                .unwrap_err()
                .to_string()
                .contains("clip.avi")
        );
    }

    #[test]
    fn the_example_scenes_can_be_filmed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenes");
        let mut count = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let scene = Scene::parse(&text).unwrap_or_else(|e| panic!("{}: {e:?}", path.display()));
            crate::ship::Vessel::new(&scene.ship).unwrap();
            count += 1;
        }
        assert!(count >= 4);
    }
}
