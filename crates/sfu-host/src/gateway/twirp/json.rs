//! Answers as LiveKit's Go server writes them: names in snake_case, fields at their default not left out.
//!
//! The generated types write protobuf's canonical JSON (lowerCamelCase, defaults left out), which every conforming
//! reader takes; this is for the tools that read by hand.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::error::TwirpError;

/// Maps whose keys are data, not field names.
const FREE_MAPS: [&str; 2] = ["attributes", "tags"];

/// `list` is the answer's own list, which is written even when it is empty.
pub(super) fn write(answer: &impl Serialize, list: Option<&str>) -> Result<Vec<u8>, TwirpError> {
    let value = serde_json::to_value(answer).map_err(|_| unwritable())?;
    let mut written = rewrite(value, Kind::Answer);
    if let (Some(list), Some(fields)) = (list, written.as_object_mut()) {
        fields.entry(list).or_insert_with(|| json!([]));
    }
    serde_json::to_vec(&written).map_err(|_| unwritable())
}

fn unwritable() -> TwirpError {
    TwirpError::new("internal", "the answer could not be written")
}

/// What an object is, as far as its defaults go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The outermost: told apart by its fields.
    Answer,
    Room,
    Participant,
    Track,
    Other,
}

fn rewrite(value: Value, kind: Kind) -> Value {
    match value {
        Value::Object(fields) => {
            let kind = if kind == Kind::Answer { tell(&fields) } else { kind };
            let mut written = defaults(kind);
            for (name, value) in fields {
                let name = snake_case(&name);
                let inner = if FREE_MAPS.contains(&name.as_str()) {
                    value
                } else {
                    rewrite(value, inner_kind(&name))
                };
                written.insert(name, inner);
            }
            Value::Object(written)
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| rewrite(item, kind)).collect()),
        plain => plain,
    }
}

/// A room has a sid with RM_, a participant one with PA_; lists hold others of them.
fn tell(fields: &Map<String, Value>) -> Kind {
    match fields.get("sid").and_then(Value::as_str).and_then(|sid| sid.get(..3)) {
        Some("RM_") => Kind::Room,
        Some("PA_") => Kind::Participant,
        _ => Kind::Other,
    }
}

fn inner_kind(field: &str) -> Kind {
    match field {
        "rooms" | "room" => Kind::Room,
        "participants" | "participant" => Kind::Participant,
        "tracks" | "track" => Kind::Track,
        _ => Kind::Other,
    }
}

fn defaults(kind: Kind) -> Map<String, Value> {
    let value = match kind {
        Kind::Room => json!({
            "sid": "", "name": "", "empty_timeout": 0, "departure_timeout": 0, "max_participants": 0,
            "creation_time": "0", "creation_time_ms": "0", "turn_password": "", "enabled_codecs": [],
            "metadata": "", "num_participants": 0, "num_publishers": 0, "active_recording": false, "version": null,
        }),
        Kind::Participant => json!({
            "sid": "", "identity": "", "state": "JOINING", "tracks": [], "metadata": "", "joined_at": "0",
            "joined_at_ms": "0", "name": "", "version": 0, "permission": null, "region": "", "is_publisher": false,
            "kind": "STANDARD", "attributes": {}, "disconnect_reason": "UNKNOWN_REASON", "kind_details": [],
        }),
        Kind::Track => json!({
            "sid": "", "type": "AUDIO", "name": "", "muted": false, "width": 0, "height": 0, "simulcast": false,
            "disable_dtx": false, "source": "UNKNOWN", "layers": [], "mime_type": "", "mid": "", "codecs": [],
            "stereo": false, "disable_red": false, "encryption": "NONE", "stream": "", "version": null,
            "audio_features": [], "backup_codec_policy": "PREFER_REGRESSION",
        }),
        Kind::Answer | Kind::Other => json!({}),
    };
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn snake_case(name: &str) -> String {
    let mut written = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            written.push('_');
        }
        written.push(character.to_ascii_lowercase());
    }
    written
}

#[cfg(test)]
mod tests {
    use sfu::wire;

    use super::*;

    fn written(answer: &impl Serialize) -> Value {
        serde_json::from_slice(&write(answer, None).unwrap()).unwrap()
    }

    #[test]
    fn names_are_snake_case_and_defaults_are_there() {
        let room = wire::Room {
            sid: "RM_x".into(),
            name: "r".into(),
            empty_timeout: 300,
            ..Default::default()
        };
        let json = written(&room);
        assert_eq!(json["empty_timeout"], 300);
        assert_eq!(json["num_participants"], 0);
        assert_eq!(json["metadata"], "");
        assert!(json.get("emptyTimeout").is_none());
    }

    #[test]
    fn an_empty_list_is_written() {
        let none = wire::ListRoomsResponse::default();
        assert_eq!(write(&none, Some("rooms")).unwrap(), br#"{"rooms":[]}"#);
    }

    #[test]
    fn keys_of_attributes_are_left_alone_and_lists_go_down() {
        let participant = wire::ParticipantInfo {
            sid: "PA_x".into(),
            attributes: [("handRaised".to_owned(), "1".to_owned())].into(),
            tracks: vec![wire::TrackInfo {
                sid: "TR_x".into(),
                mime_type: "video/VP8".into(),
                ..Default::default()
            }],
            ..Default::default()
        };
        let json = written(&wire::ListParticipantsResponse {
            participants: vec![participant],
        });
        let first = &json["participants"][0];
        assert_eq!(first["attributes"]["handRaised"], "1");
        assert_eq!(first["tracks"][0]["mime_type"], "video/VP8");
        assert_eq!(first["tracks"][0]["muted"], false);
        assert_eq!(first["state"], "JOINING");
    }
}
