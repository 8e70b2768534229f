//! What every cache must do: decode as if the whole text were there, and report its growth truly.

mod decode;
mod growth;
mod latent;
mod paged;
mod quantized;
mod ring;
mod support;
