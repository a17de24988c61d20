#![doc = include_str!("../README.md")]

mod assets;
mod error;
mod folder;
mod open;
mod packages;
mod schema;
mod tags;
mod told;
mod triggered;
mod turn;

pub use assets::{Asset, AssetId, AssetKind, NewAsset};
pub use error::Error;
pub use folder::StateFolder;
pub use open::Store;
pub use packages::{Holder, PackageId, StoredPackage};
pub use tags::Tag;
pub use triggered::Rebuild;
pub use turn::Turn;
