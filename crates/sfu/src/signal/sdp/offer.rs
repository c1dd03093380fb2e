//! Reading a client's offer (RFC 8866, RFC 9429): its media sections, within limits.

/// Most bytes of an offer. A browser's section has 2 to 4 kB, so this is about [`MAX_SECTIONS`] of them.
pub(crate) const MAX_BYTES: usize = 1024 * 1024;
/// Most media sections of an offer.
pub(crate) const MAX_SECTIONS: usize = 300;
/// Most lines of a media section.
const MAX_SECTION_LINES: usize = 600;
/// Longest `a=mid`: what str0m keeps of it.
const MAX_MID: usize = 16;
/// Longest `a=rid`: what str0m keeps of it.
const MAX_RID: usize = 8;
/// Most simulcast layers of a section.
const MAX_RIDS: usize = 3;

/// Why an offer is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OfferRefusal {
    /// Over one of the limits.
    #[error("the offer is too large")]
    TooLarge,
    /// Not a session description.
    #[error("the offer is malformed")]
    Malformed,
    /// A certificate fingerprint made with anything but SHA-256 (RFC 8122 §5; SHA-1 can be forged).
    #[error("the offer's certificate fingerprint is not sha-256")]
    WeakFingerprint,
}

/// What a media section carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Sound.
    Audio,
    /// Pictures.
    Video,
}

/// Direction as the client sees it; a section with port 0 is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// `sendonly`, `sendrecv` (or none, which means the same): the client publishes.
    Sends,
    /// `recvonly`: a slot for a track of someone else.
    Receives,
    /// `inactive`.
    Inactive,
    /// Port 0 outside of the bundle: gone for ever.
    Stopped,
}

/// One audio or video section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section<'a> {
    /// `a=mid`.
    pub(crate) mid: &'a str,
    /// Audio or video.
    pub(crate) kind: Kind,
    /// The client's direction.
    pub(crate) direction: Direction,
    /// The track's id: second word of `a=msid`.
    pub(crate) track_id: Option<&'a str>,
    /// Simulcast layers the client sends, lowest first as browsers list them; empty without simulcast.
    pub(crate) rids: Vec<&'a str>,
}

/// The audio and video sections of an offer, in order.
pub(crate) fn sections(sdp: &str) -> Result<Vec<Section<'_>>, OfferRefusal> {
    if sdp.len() > MAX_BYTES {
        return Err(OfferRefusal::TooLarge);
    }
    if !sdp.starts_with("v=0") {
        return Err(OfferRefusal::Malformed);
    }
    check_fingerprints(sdp)?;
    let bundled = bundled(sdp);
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut count = 0;
    for lines in split(sdp) {
        count += 1;
        if count > MAX_SECTIONS || lines.len() > MAX_SECTION_LINES {
            return Err(OfferRefusal::TooLarge);
        }
        let mid = attribute(&lines, "a=mid:").ok_or(OfferRefusal::Malformed)?;
        if !is_plain(mid, MAX_MID) || sections.iter().any(|section| section.mid == mid) {
            return Err(OfferRefusal::Malformed);
        }
        if let Some(section) = section(&lines, mid, &bundled)? {
            sections.push(section);
        }
    }
    Ok(sections)
}

/// The offer as the peer connection gets to see it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Narrowed<'a> {
    /// Its text.
    pub(crate) sdp: String,
    /// Header extensions it does not hear of, by section: the answer names them all the same.
    pub(crate) unsaid: Vec<(&'a str, Vec<&'a str>)>,
}

/// Takes out of an offer what the peer connection is not to act on.
///
/// Candidates: media only ever goes to addresses that spoke to us first, so that nobody can make this server send
/// packets to a third one. And, where the client receives, the header extensions for congestion control: the server
/// sends what tiles need, not what a bandwidth estimate allows, and twenty unread reports a second from every receiver
/// would be its dearest packets. Whoever gets no such extension sends no such reports.
///
/// str0m learns a client's numbers for these extensions from the first section it sees them in, so from the first one
/// in which the client sends. Clients make a new section for that; one that sent in a section it first received in,
/// with other numbers than str0m's, would be told nothing of its line.
pub(crate) fn narrowed(sdp: &str) -> Narrowed<'_> {
    let mut narrowed = Narrowed {
        sdp: String::with_capacity(sdp.len()),
        unsaid: Vec::new(),
    };
    let mut part: Vec<&str> = Vec::new();
    for line in sdp.split_inclusive('\n') {
        if line.starts_with("m=") {
            narrowed.take(&part);
            part.clear();
        }
        part.push(line);
    }
    narrowed.take(&part);
    narrowed
}

impl<'a> Narrowed<'a> {
    /// Takes the lines of one section, or those before the first.
    fn take(&mut self, part: &[&'a str]) {
        let lines: Vec<&str> = part.iter().map(|line| line.trim_end()).collect();
        let is_section = lines.first().is_some_and(|line| line.starts_with("m="));
        let receives = is_section && direction(&lines, false) == Direction::Receives;
        let mut unsaid = Vec::new();
        for (line, words) in part.iter().zip(&lines) {
            if receives && is_for_congestion_control(words) {
                unsaid.push(*words);
            } else if !is_candidate(line) {
                self.sdp.push_str(line);
            }
        }
        if let Some(mid) = attribute(&lines, "a=mid:").filter(|_| !unsaid.is_empty()) {
            self.unsaid.push((mid, unsaid));
        }
    }
}

fn is_candidate(line: &str) -> bool {
    line.starts_with("a=candidate:") || line.starts_with("a=end-of-candidates")
}

fn is_for_congestion_control(line: &str) -> bool {
    line.starts_with("a=extmap:") && (line.contains("transport-wide-cc") || line.contains("abs-send-time"))
}

fn section<'a>(lines: &[&'a str], mid: &'a str, bundled: &[&str]) -> Result<Option<Section<'a>>, OfferRefusal> {
    let mut words = lines.first().ok_or(OfferRefusal::Malformed)?.split(' ');
    let kind = match words.next() {
        Some("m=audio") => Kind::Audio,
        Some("m=video") => Kind::Video,
        _ => return Ok(None),
    };
    let stopped = words.next() == Some("0") && !bundled.contains(&mid);
    let rids = rids(lines)?;
    Ok(Some(Section {
        mid,
        kind,
        direction: direction(lines, stopped),
        track_id: track_id(lines),
        rids,
    }))
}

fn direction(lines: &[&str], stopped: bool) -> Direction {
    if stopped {
        return Direction::Stopped;
    }
    for line in lines {
        match *line {
            "a=recvonly" => return Direction::Receives,
            "a=inactive" => return Direction::Inactive,
            "a=sendonly" | "a=sendrecv" => return Direction::Sends,
            _ => {}
        }
    }
    Direction::Sends
}

fn track_id<'a>(lines: &[&'a str]) -> Option<&'a str> {
    let msid = attribute(lines, "a=msid:")?;
    let id = msid.split(' ').nth(1)?.trim();
    (!id.is_empty() && id != "-").then_some(id)
}

/// `a=simulcast:send q;h;f` → q, h, f. Alternatives (`q,r`) and paused layers (`~f`) count by their first name.
fn rids<'a>(lines: &[&'a str]) -> Result<Vec<&'a str>, OfferRefusal> {
    let Some(simulcast) = attribute(lines, "a=simulcast:") else {
        return Ok(Vec::new());
    };
    let mut words = simulcast.split(' ');
    let mut sent = None;
    while let (Some(direction), Some(list)) = (words.next(), words.next()) {
        if direction == "send" {
            sent = Some(list);
        }
    }
    let Some(sent) = sent else { return Ok(Vec::new()) };
    let mut rids = Vec::new();
    for alternatives in sent.split(';') {
        let rid = alternatives
            .split(',')
            .next()
            .unwrap_or_default()
            .trim_start_matches('~');
        if !is_plain(rid, MAX_RID) || rids.len() == MAX_RIDS {
            return Err(OfferRefusal::TooLarge);
        }
        rids.push(rid);
    }
    Ok(rids)
}

fn check_fingerprints(sdp: &str) -> Result<(), OfferRefusal> {
    let mut found = false;
    for line in sdp.lines() {
        if let Some(value) = line.strip_prefix("a=fingerprint:") {
            let hash = value.split(' ').next().unwrap_or_default();
            if !hash.eq_ignore_ascii_case("sha-256") {
                return Err(OfferRefusal::WeakFingerprint);
            }
            found = true;
        }
    }
    if found { Ok(()) } else { Err(OfferRefusal::Malformed) }
}

/// The mids of the BUNDLE group.
fn bundled(sdp: &str) -> Vec<&str> {
    sdp.lines()
        .take_while(|line| !line.starts_with("m="))
        .find_map(|line| line.trim_end().strip_prefix("a=group:BUNDLE "))
        .map(|mids| mids.split(' ').collect())
        .unwrap_or_default()
}

/// The lines of each media section, without line ends.
fn split(sdp: &str) -> impl Iterator<Item = Vec<&str>> {
    let start = sdp.find("\nm=").map_or(sdp.len(), |at| at + 1);
    let mut lines = sdp.get(start..).unwrap_or_default().lines().peekable();
    std::iter::from_fn(move || {
        let mut section = vec![lines.next()?.trim_end()];
        while let Some(line) = lines.next_if(|line| !line.starts_with("m=")) {
            section.push(line.trim_end());
        }
        Some(section)
    })
}

fn attribute<'a>(lines: &[&'a str], name: &str) -> Option<&'a str> {
    lines.iter().find_map(|line| line.strip_prefix(name))
}

/// Letters, digits and underscores only: str0m maps others to underscores, and two ids could become one.
fn is_plain(id: &str, longest: usize) -> bool {
    (1..=longest).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1 2 3 4\r\na=msid-semantic: WMS\r\n";

    fn offer(sections: &[&str]) -> String {
        let mut sdp = HEAD.to_owned();
        for section in sections {
            for line in section.lines() {
                sdp.push_str(line.trim());
                sdp.push_str("\r\n");
            }
            sdp.push_str("a=fingerprint:sha-256 AA:BB\r\n");
        }
        sdp
    }

    #[test]
    fn sections_of_a_browser_offer() {
        let sdp = offer(&[
            "m=audio 9 UDP/TLS/RTP/SAVPF 111 63\na=mid:0\na=recvonly",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:1",
            "m=audio 9 UDP/TLS/RTP/SAVPF 111\na=mid:2\na=sendonly\na=msid:- 5f3e-aa",
            "m=video 9 UDP/TLS/RTP/SAVPF 96\na=mid:3\na=sendonly\na=msid:s cam\na=rid:q send\na=rid:h send\na=simulcast:send q;h",
            "m=video 0 UDP/TLS/RTP/SAVPF 96\na=mid:9\na=inactive",
            "m=video 9 UDP/TLS/RTP/SAVPF 96\na=mid:4\na=inactive",
        ]);
        let sections = sections(&sdp).unwrap();
        let seen: Vec<_> = sections
            .iter()
            .map(|section| (section.mid, section.kind, section.direction, section.track_id))
            .collect();
        assert_eq!(
            seen,
            [
                ("0", Kind::Audio, Direction::Receives, None),
                ("2", Kind::Audio, Direction::Sends, Some("5f3e-aa")),
                ("3", Kind::Video, Direction::Sends, Some("cam")),
                ("9", Kind::Video, Direction::Stopped, None),
                ("4", Kind::Video, Direction::Inactive, None),
            ]
        );
        assert_eq!(sections[2].rids, ["q", "h"]);
    }

    #[test]
    fn port_zero_inside_the_bundle_is_not_stopped() {
        let sdp = offer(&["m=video 0 UDP/TLS/RTP/SAVPF 96\na=mid:3\na=recvonly\na=bundle-only"]);
        assert_eq!(sections(&sdp).unwrap()[0].direction, Direction::Receives);
    }

    #[test]
    fn simulcast_lists_in_all_their_forms() {
        for (line, expected) in [
            ("a=simulcast:send q;h;f", Some(vec!["q", "h", "f"])),
            ("a=simulcast:recv a;b send q;~f", Some(vec!["q", "f"])),
            ("a=simulcast:send q,r;h", Some(vec!["q", "h"])),
            ("a=simulcast:recv q;h", Some(vec![])),
            ("a=simulcast:send", Some(vec![])),
            ("a=simulcast:send a;b;c;d", None),
            ("a=simulcast:send a%;b", None),
        ] {
            let sdp = offer(&[&format!("m=video 9 X 96\na=mid:3\na=sendonly\n{line}")]);
            let found = sections(&sdp).ok().map(|sections| sections[0].rids.clone());
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn asvs_17_3_2_malformed_offers_are_refused() {
        let video = "m=video 9 X 96\na=sendonly";
        for (sdp, why) in [
            (String::new(), "empty"),
            ("hello".to_owned(), "not SDP"),
            (HEAD.to_owned(), "no fingerprint"),
            (offer(&[video]), "no mid"),
            (offer(&[&format!("{video}\na=mid:")]), "empty mid"),
            (offer(&[&format!("{video}\na=mid:0123456789abcdefg")]), "long mid"),
            (offer(&[&format!("{video}\na=mid:a-b")]), "odd mid"),
            (
                offer(&[&format!("{video}\na=mid:1"), &format!("{video}\na=mid:1")]),
                "same mid twice",
            ),
        ] {
            assert_eq!(sections(&sdp), Err(OfferRefusal::Malformed), "{why}");
        }
    }

    #[test]
    fn limits_hold() {
        let long = format!("{HEAD}{}", "a=x\r\n".repeat(MAX_BYTES / 4));
        assert_eq!(sections(&long), Err(OfferRefusal::TooLarge));
        let many: Vec<_> = (0..=MAX_SECTIONS)
            .map(|mid| format!("m=audio 9 X 111\na=mid:{mid}"))
            .collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        assert_eq!(sections(&offer(&many)), Err(OfferRefusal::TooLarge));
        let tall = format!("m=audio 9 X 111\na=mid:1\n{}", "a=x\n".repeat(MAX_SECTION_LINES));
        assert_eq!(sections(&offer(&[&tall])), Err(OfferRefusal::TooLarge));
    }

    #[test]
    fn asvs_17_2_8_only_sha_256_fingerprints_are_taken() {
        for hash in ["sha-1", "SHA-1", "md5", "sha-224", ""] {
            let sdp = offer(&["m=audio 9 X 111\na=mid:1"]).replace("sha-256", hash);
            assert_eq!(sections(&sdp), Err(OfferRefusal::WeakFingerprint), "{hash}");
        }
        let upper = offer(&["m=audio 9 X 111\na=mid:1"]).replace("sha-256", "SHA-256");
        assert!(sections(&upper).is_ok());
    }

    #[test]
    fn candidates_are_taken_out() {
        let sdp =
            "v=0\r\nm=audio 9 X 111\r\na=candidate:1 1 udp 1 10.0.0.1 5 typ host\r\na=mid:0\r\na=end-of-candidates\r\n";
        assert_eq!(narrowed(sdp).sdp, "v=0\r\nm=audio 9 X 111\r\na=mid:0\r\n");
    }

    #[test]
    fn congestion_control_is_taken_out_where_the_client_receives() {
        let unsaid = [
            "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
            "a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
        ];
        let lines = unsaid.map(|line| format!("{line}\r\n")).concat();
        let rest =
            "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\na=rtcp-fb:96 transport-cc\r\na=rtcp-fb:96 nack\r\n";
        let section = |mid: u8, direction: &str, lines: &str| {
            format!("m=video 9 X 96\r\na=mid:{mid}\r\n{lines}{rest}a={direction}\r\n")
        };
        for direction in ["sendonly", "sendrecv", "inactive"] {
            let offer = format!(
                "v=0\r\n{}{}",
                section(0, "recvonly", &lines),
                section(1, direction, &lines)
            );
            let expected = Narrowed {
                sdp: format!("v=0\r\n{}{}", section(0, "recvonly", ""), section(1, direction, &lines)),
                unsaid: vec![("0", unsaid.to_vec())],
            };
            assert_eq!(narrowed(&offer), expected, "{direction}");
        }
    }
}
