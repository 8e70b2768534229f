//! The codes, scales and errors of the keys, or of the values.

use super::super::{DIM, KV_HEAD, Run, TOKEN, keep};
use crate::cells::{Cells, Kept};
use crate::recorder::Recorder;
use headwise_core::kv_cache::{Quantized, Rows};
use headwise_core::trace::build::{
    Formula, Place, entry, fixed, maximum, number, plain, read, round, select, square_root, var,
};
use headwise_core::trace::{Comparison, Role};

/// The largest code.
const LARGEST: f64 = 127.0;

/// Keys, or values: what their tensors are called and which numbers share a scale.
pub(super) struct Part {
    /// Begins the names.
    pub(super) prefix: &'static str,
    pub(super) source: &'static str,
    pub(super) symbol: &'static str,
    pub(super) role: Role,
    /// Tokens of a group that shares the scale of each channel; `None`: a scale for each token.
    pub(super) group: Option<usize>,
}

impl Part {
    pub(super) fn name(&self, of: &str) -> String {
        format!("{}{of}", self.prefix)
    }

    fn code(&self, cache: &Quantized<f32>, [h, i, d]: [usize; 3]) -> Option<(i8, f32)> {
        match self.role {
            Role::Key => cache.key_code(h, i, d),
            _ => cache.value_code(h, i, d),
        }
    }

    fn held(&self, cache: &Quantized<f32>, [h, i, d]: [usize; 3]) -> f64 {
        let row = match self.role {
            Role::Key => cache.key(h, i),
            _ => cache.value(h, i),
        };
        f64::from(row[d])
    }

    /// Feature `d` of row `j` as head `h` finds it at step `t`: rows whose group was not complete by
    /// then are as they were given.
    pub(super) fn held_then(&self, run: &Run<'_>) -> Formula {
        let cell = |name: &str| {
            let head = var("h") / run.layer.group();
            read(name, [head, var("j"), var("d")])
        };
        let held = cell(&self.name("Held"));
        let Some(group) = self.group else {
            return held;
        };
        let rows = run.token(var("t")) + fixed(1);
        let coded = number(rows / group * group);
        let end = number(var("j") + fixed(1));
        select(end, Comparison::AtMost, coded, held, cell(self.source))
    }

    /// Tokens that are in codes: those of whole groups.
    fn coded(&self, run: &Run<'_>) -> usize {
        let n = run.plan.tokens();
        self.group.map_or(n, |group| n / group * group)
    }

    pub(super) fn record(&self, run: &Run<'_>, cache: &Quantized<f32>, recorder: &mut Recorder) {
        self.record_scales(run, cache, recorder);
        let shape = [run.layer.kv_heads, run.plan.tokens(), run.layer.head_dim()];
        let axes = [KV_HEAD, TOKEN, DIM];
        let given = || entry(self.source, &["h", "i", "d"]);
        let name = |of| self.name(of);

        // Codes are the quotient of what was kept: that of the scale, too, is in f32.
        let codes = Cells::from_places(shape, &mut |at| {
            self.code(cache, at)
                .map_or(0.0, |(code, _)| f64::from(code))
        });
        let body = self.if_coded(run, round(given() / self.scale(run)), plain(0.0));
        let symbol = format!(r"{}_\text{{int8}}", self.symbol);
        keep(
            recorder,
            (&name("Codes"), &symbol, self.role),
            &axes,
            body,
            &codes,
        );

        let held = Cells::from_places(shape, &mut |at| self.held(cache, at));
        let code = entry(&name("Codes"), &["h", "i", "d"]);
        let body = self.if_coded(run, code * self.scale(run), given());
        let symbol = format!(r"\tilde {}", self.symbol);
        keep(
            recorder,
            (&name("Held"), &symbol, self.role),
            &axes,
            body,
            &held,
        );

        let errors = held.minus(&recorder.cells(self.source));
        let body = entry(&name("Held"), &["h", "i", "d"]) - given();
        let symbol = format!(r"\tilde {0} - {0}", self.symbol);
        keep(
            recorder,
            (&name("Errors"), &symbol, self.role),
            &axes,
            body,
            &errors,
        );
        recorder.fact(
            &name("ErrorLargest"),
            errors.largest(),
            "max |held - given|",
        );
    }

    /// The largest magnitude that shares it, over 127.
    fn record_scales(&self, run: &Run<'_>, cache: &Quantized<f32>, recorder: &mut Recorder) {
        let (heads, n, width) = (run.layer.kv_heads, run.plan.tokens(), run.layer.head_dim());
        let scale = |at| {
            self.code(cache, at)
                .map_or(0.0, |(_, scale)| f64::from(scale))
        };
        let magnitude = |token: Place| {
            let cell = || read(self.source, [var("h"), token.clone(), var("d")]);
            square_root(cell() * cell())
        };
        let (axes, values, largest): (Vec<(&str, &str)>, Box<dyn Kept>, Formula) = match self.group
        {
            None => {
                let values = Cells::from_places([heads, n], &mut |[h, i]| scale([h, i, 0]));
                let largest = maximum("d", fixed(width), magnitude(var("i")));
                (vec![KV_HEAD, TOKEN], Box::new(values), largest)
            }
            Some(group) => {
                let shape = [heads, n / group, width];
                let values = Cells::from_places(shape, &mut |[h, u, d]| scale([h, u * group, d]));
                let token = var("u") * group + var("i");
                let largest = maximum("i", fixed(group), magnitude(token));
                (
                    vec![KV_HEAD, ("group", "u"), DIM],
                    Box::new(values),
                    largest,
                )
            }
        };
        let symbol = format!(r"s_{}", self.symbol);
        let body = largest / plain(LARGEST);
        keep(
            recorder,
            (&self.name("Scales"), &symbol, self.role),
            &axes,
            body,
            &*values,
        );
    }

    /// The scale of a number, `h`, `i`, `d`.
    fn scale(&self, run: &Run<'_>) -> Formula {
        let at = match self.group {
            None => vec![var("h"), var("i")],
            Some(group) => {
                // Tokens that wait for their group have no scale, and are never asked for one.
                let groups = (self.coded(run) / group).max(1);
                vec![var("h"), var("i") / group % groups, var("d")]
            }
        };
        read(&self.name("Scales"), at)
    }

    /// `then` for tokens that are in codes, `otherwise` for those that wait for their group.
    fn if_coded(&self, run: &Run<'_>, then: Formula, otherwise: Formula) -> Formula {
        let coded = self.coded(run);
        if coded == run.plan.tokens() {
            return then;
        }
        if coded == 0 {
            return otherwise;
        }
        let last = plain(coded as f64 - 1.0);
        select(number(var("i")), Comparison::AtMost, last, then, otherwise)
    }
}
