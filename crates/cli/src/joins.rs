//! The key that joins one secret over several places: the organisation's, or a random one for the run.

use std::path::Path;

use sekimori_secrets::Joins;

use crate::error::Error;
use crate::named_file::load_regular;

/// A longer file is no key.
const MAX_BYTES: u64 = 4096;

/// A shorter key can be tried out.
const MIN_BYTES: usize = 16;

/// The environment variable that holds the key itself.
const VARIABLE: &str = "SEKIMORI_SECRETS_KEY";

/// Reads the key from the file, else from the environment, else makes one for this run.
pub(crate) fn joins(file: Option<&Path>) -> Result<Joins, Error> {
    let said = match file {
        Some(path) => Some((path.display().to_string(), read(path)?)),
        None => std::env::var_os(VARIABLE).map(|value| (VARIABLE.to_owned(), value.into_encoded_bytes())),
    };
    if let Some((from, key)) = said {
        // An editor ends a file with a line break.
        let key = key.trim_ascii();
        return if key.len() < MIN_BYTES {
            Err(Error::SecretsKeyShort { from, least: MIN_BYTES })
        } else {
            Ok(Joins::new(key))
        };
    }
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|cause| Error::Random { cause: cause.to_string() })?;
    Ok(Joins::new(&random))
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    load_regular(path, MAX_BYTES).map_err(|cause| Error::ReadSecretsKey { path: path.to_path_buf(), cause })
}
