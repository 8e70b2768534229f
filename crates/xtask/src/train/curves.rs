//! What a run did over its steps.

use headwise_model::train::{Judgement, Step};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Steps whose loss is one point of the curve.
const STEPS: u64 = 50;

/// The curves so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Curves {
    points: Vec<Point>,
    verdicts: Vec<Verdict>,
    /// Of the next point.
    open: Vec<(f64, f64)>,
}

/// Means over a number of steps.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Point {
    /// How many steps were done.
    steps: u64,
    /// Nats per token on the texts trained on, before each step.
    loss: f64,
    /// Of the gradient before it was clipped.
    norm: f64,
    /// The last learning rate.
    rate: f64,
}

/// What was learned after so many steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Verdict {
    pub(crate) steps: u64,
    pub(crate) judgement: Judgement,
}

impl Curves {
    pub(crate) fn add(&mut self, step: &Step) {
        self.open.push((step.loss, step.norm));
        if !(step.step + 1).is_multiple_of(STEPS) {
            return;
        }
        let count = self.open.len() as f64;
        self.points.push(Point {
            steps: step.step + 1,
            loss: self.open.iter().map(|(loss, _)| loss).sum::<f64>() / count,
            norm: self.open.iter().map(|(_, norm)| norm).sum::<f64>() / count,
            rate: step.rate,
        });
        self.open.clear();
    }

    pub(crate) fn judged(&mut self, verdict: Verdict) {
        self.verdicts.push(verdict);
    }

    /// Forgets what came after so many steps.
    pub(crate) fn cut(&mut self, steps: u64) {
        self.points.retain(|point| point.steps <= steps);
        self.verdicts.retain(|verdict| verdict.steps <= steps);
        self.open.truncate((steps % STEPS) as usize);
    }

    pub(crate) fn points(&self) -> &[Point] {
        &self.points
    }

    pub(crate) fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    pub(crate) fn csv(&self) -> String {
        let lines = self.points.iter().map(|point| {
            let Point {
                steps,
                loss,
                norm,
                rate,
            } = point;
            format!("{steps},{loss},{norm},{rate}\n")
        });
        std::iter::once("steps,loss,norm,rate\n".to_owned())
            .chain(lines)
            .collect()
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Judgement {
            all,
            sentences,
            stretches,
            agreement,
            pronouns,
            copying,
        } = &self.judgement;
        let percent = |share: f64| 100.0 * share;
        write!(
            f,
            "{} steps: held-out loss {:.4} over an entropy of {:.4} ({:+.1} %; sentences {:+.1} %, \
             stretches {:+.1} %)",
            self.steps,
            all.loss,
            all.entropy,
            percent(all.share()),
            percent(sentences.share()),
            percent(stretches.share()),
        )?;
        write!(f, "; right: agreement across 0, 1, 2 attractors")?;
        for score in agreement {
            write!(f, " {:.1} %", percent(score.share()))?;
        }
        write!(f, ", pronouns {:.1} %, copying", percent(pronouns.share()))?;
        for (unit, score) in copying {
            write!(f, " {unit}: {:.1} %", percent(score.share()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(curves: &mut Curves, steps: std::ops::Range<u64>) {
        for step in steps {
            curves.add(&Step {
                step,
                loss: step as f64,
                rate: 0.5,
                norm: 2.0,
            });
        }
    }

    #[test]
    fn points_are_means() {
        let mut curves = Curves::default();
        run(&mut curves, 0..120);
        assert_eq!(
            curves.csv(),
            "steps,loss,norm,rate\n50,24.5,2,0.5\n100,74.5,2,0.5\n"
        );
    }

    #[test]
    fn curves_that_were_cut_go_on_as_if_they_had_not_been() {
        let (mut whole, mut cut) = (Curves::default(), Curves::default());
        run(&mut whole, 0..150);
        // A checkpoint after 100 steps whose curves had gone further.
        run(&mut cut, 0..130);
        cut.cut(100);
        run(&mut cut, 100..150);
        assert_eq!(cut, whole);
    }
}
