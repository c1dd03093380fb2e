//! Bytes to messages, with every size bounded before anything is read.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::wire::{self, Message as _};

/// Most bytes of a signalling message.
pub const MAX_MESSAGE: usize = 2 * 1024 * 1024;
/// Most bytes of a join request once inflated.
pub const MAX_JOIN_REQUEST: usize = 1024 * 1024;
/// Most characters of the `join_request` parameter: a full-size one that does not compress, in base64.
pub const MAX_JOIN_PARAMETER: usize = MAX_JOIN_REQUEST * 4 / 3 + 64;

/// Why bytes are not a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// More bytes than allowed.
    #[error("message is too large")]
    TooLarge,
    /// Not base64.
    #[error("not base64")]
    Base64,
    /// The compression is unknown or broken.
    #[error("not compressed as it says")]
    Compression,
    /// Not the protobuf message expected.
    #[error("not a valid protobuf message")]
    Protobuf,
}

/// A binary WebSocket frame's contents.
///
/// # Errors
/// [`DecodeError::TooLarge`] over [`MAX_MESSAGE`], [`DecodeError::Protobuf`] for anything that is no `SignalRequest`.
pub fn request(bytes: &[u8]) -> Result<wire::SignalRequest, DecodeError> {
    if bytes.len() > MAX_MESSAGE {
        return Err(DecodeError::TooLarge);
    }
    wire::SignalRequest::decode(bytes).map_err(|_| DecodeError::Protobuf)
}

/// The `join_request` query parameter (already percent-decoded): base64, standard or URL alphabet, padded or not,
/// of a `WrappedJoinRequest`, plain or gzipped.
///
/// # Errors
/// See [`DecodeError`]; all of them mean HTTP 400.
pub fn join_request(parameter: &str) -> Result<wire::JoinRequest, DecodeError> {
    if parameter.len() > MAX_JOIN_PARAMETER {
        return Err(DecodeError::TooLarge);
    }
    let bytes = base64_any(parameter)?;
    let wrapped = wire::WrappedJoinRequest::decode(bytes.as_slice()).map_err(|_| DecodeError::Protobuf)?;
    let plain = match wire::wrapped_join_request::Compression::try_from(wrapped.compression) {
        Ok(wire::wrapped_join_request::Compression::None) => wrapped.join_request,
        Ok(wire::wrapped_join_request::Compression::Gzip) => inflate(&wrapped.join_request)?,
        Err(_) => return Err(DecodeError::Compression),
    };
    if plain.len() > MAX_JOIN_REQUEST {
        return Err(DecodeError::TooLarge);
    }
    wire::JoinRequest::decode(plain.as_slice()).map_err(|_| DecodeError::Protobuf)
}

fn base64_any(text: &str) -> Result<Vec<u8>, DecodeError> {
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabet = if text.contains(['-', '_']) {
        base64::alphabet::URL_SAFE
    } else {
        base64::alphabet::STANDARD
    };
    GeneralPurpose::new(&alphabet, lenient)
        .decode(text)
        .map_err(|_| DecodeError::Base64)
}

fn inflate(bytes: &[u8]) -> Result<Vec<u8>, DecodeError> {
    let mut plain = Vec::new();
    let limit = MAX_JOIN_REQUEST as u64 + 1;
    flate2::read::GzDecoder::new(bytes)
        .take(limit)
        .read_to_end(&mut plain)
        .map_err(|_| DecodeError::Compression)?;
    if plain.len() > MAX_JOIN_REQUEST {
        return Err(DecodeError::TooLarge);
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn sample() -> wire::JoinRequest {
        wire::JoinRequest {
            metadata: "some metadata ??>>".to_owned(),
            reconnect: true,
            ..Default::default()
        }
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn wrapped(compression: i32, join_request: Vec<u8>) -> Vec<u8> {
        wire::WrappedJoinRequest {
            compression,
            join_request,
        }
        .encode_to_vec()
    }

    #[test]
    fn join_requests_in_all_their_forms() {
        use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
        let plain = wrapped(0, sample().encode_to_vec());
        let zipped = wrapped(1, gzip(&sample().encode_to_vec()));
        for bytes in [plain, zipped] {
            for alphabet in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
                assert_eq!(join_request(&alphabet.encode(&bytes)), Ok(sample()));
            }
        }
    }

    #[test]
    fn asvs_17_3_2_broken_join_requests_are_refused() {
        let encode = |bytes: &[u8]| base64::engine::general_purpose::URL_SAFE.encode(bytes);
        let bomb = gzip(&vec![0; MAX_JOIN_REQUEST + 1]);
        let huge = wrapped(0, vec![0; MAX_JOIN_REQUEST + 1]);
        for (parameter, refusal) in [
            ("not base64!".to_owned(), DecodeError::Base64),
            (encode(b"\xff\xff\xff"), DecodeError::Protobuf),
            (encode(&wrapped(0, vec![0xff; 9])), DecodeError::Protobuf),
            (encode(&wrapped(1, vec![1, 2, 3])), DecodeError::Compression),
            (encode(&wrapped(7, Vec::new())), DecodeError::Compression),
            (encode(&wrapped(1, bomb)), DecodeError::TooLarge),
            (encode(&huge), DecodeError::TooLarge),
            ("A".repeat(MAX_JOIN_PARAMETER + 1), DecodeError::TooLarge),
        ] {
            assert_eq!(
                join_request(&parameter),
                Err(refusal),
                "{}",
                &parameter[..parameter.len().min(40)]
            );
        }
    }

    #[test]
    fn asvs_17_3_2_broken_messages_are_refused() {
        let ping = wire::SignalRequest {
            message: Some(wire::signal_request::Message::Ping(7)),
        };
        let bytes = ping.encode_to_vec();
        assert_eq!(request(&bytes), Ok(ping));
        assert_eq!(request(&bytes[..bytes.len() - 1]), Err(DecodeError::Protobuf));
        assert_eq!(request(&vec![0; MAX_MESSAGE + 1]), Err(DecodeError::TooLarge));
        assert_eq!(request(b""), Ok(wire::SignalRequest::default()));
    }
}
