//! Training: every gradient against finite differences, the optimiser, runs that repeat and resume.

mod agreement;
mod gradients;
mod judging;
mod optimizer;
mod runs;
mod shipped;
mod tiny;
