//! What attention must be, whatever computes it: worked examples, properties and counted work.
//!
//! One binary, so that it links once.

mod cost;
mod heads;
mod masks;
mod models;
mod online_softmax;
mod projection;
mod properties;
mod refusals;
mod rope;
mod serving;
mod shared;
mod support;
mod tiled;
mod worked;
