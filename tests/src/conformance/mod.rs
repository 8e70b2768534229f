//! Runs a folder of cases on a backend and reports.

mod folders;
mod summary;

pub use summary::{Summary, Verdict};

use crate::backend::Backend;
use crate::{models, onnx};
use folders::Folder;
use std::io::{self, Write};
use std::path::Path;

/// Runs every case under `dir` on `backend`.
///
/// `dir` is a folder of operator cases (it holds `cases.json`), a model (it holds `config.json`) or
/// a folder of such folders. Failures and skips get a line each in `report`, whose last line is
/// [`Summary`] as text. A folder without any case is a failure: nothing would be judged.
///
/// # Errors
/// Those of writing the report.
pub fn run(dir: &Path, backend: &mut dyn Backend, report: &mut dyn Write) -> io::Result<Summary> {
    let mut recorder = Recorder {
        summary: Summary::default(),
        report,
    };
    match folders::find(dir) {
        Ok(folders) if folders.is_empty() => {
            recorder.record(
                &dir.display().to_string(),
                &Verdict::failed("holds no cases"),
            )?;
        }
        Ok(folders) => {
            for folder in folders {
                match folder {
                    Folder::Operators(path) => run_operators(&path, backend, &mut recorder)?,
                    Folder::Model(path) => {
                        let verdict = Verdict::from(models::judge(&path, backend));
                        recorder.record(&folders::name(&path), &verdict)?;
                    }
                }
            }
        }
        Err(error) => recorder.record(&dir.display().to_string(), &Verdict::failed(error))?,
    }
    let Recorder { summary, report } = recorder;
    writeln!(report, "{summary}")?;
    Ok(summary)
}

fn run_operators(
    folder: &Path,
    backend: &mut dyn Backend,
    recorder: &mut Recorder<'_>,
) -> io::Result<()> {
    let cases = match onnx::cases(folder) {
        Ok(cases) if cases.is_empty() => {
            return recorder.record(&folders::name(folder), &Verdict::failed("lists no cases"));
        }
        Ok(cases) => cases,
        Err(obstacle) => return recorder.record(&folders::name(folder), &obstacle.into()),
    };
    for case in cases {
        match case {
            Ok(case) => {
                let verdict = Verdict::from(onnx::judge(&case, folder, backend));
                recorder.record(&case.name, &verdict)?;
            }
            Err(obstacle) => recorder.record(&folders::name(folder), &obstacle.into())?,
        }
    }
    Ok(())
}

/// Counts verdicts and writes the lines of those that need one.
struct Recorder<'a> {
    summary: Summary,
    report: &'a mut dyn Write,
}

impl Recorder<'_> {
    fn record(&mut self, name: &str, verdict: &Verdict) -> io::Result<()> {
        self.summary.count(verdict);
        verdict.write(name, self.report)
    }
}
