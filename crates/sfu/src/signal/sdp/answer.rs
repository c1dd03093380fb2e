//! Turning str0m's answer into the one LiveKit clients expect.
//!
//! str0m answers every `recvonly` section with `sendonly` and a random stream id, and cannot be told otherwise. So
//! the text is rewritten, section by section; ports, payload types, extensions, ICE and DTLS stay as they are.

/// What a section of the answer is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SectionPlan {
    /// A slot that carries nothing: `inactive`, without stream and SSRC lines.
    Idle,
    /// A slot that carries a track: its stream and track id.
    Carries {
        /// `PA_…|TR_…`, from which clients read who publishes what.
        stream: String,
        /// `TR_…`.
        track: String,
    },
    /// The client's own microphone (or other sound): what its encoder should do.
    Sound {
        /// Discontinuous transmission: no packets while silent.
        dtx: bool,
        /// Two channels at a high bitrate.
        stereo: bool,
        /// Redundant audio (RFC 2198) first in the list, so that the client sends it.
        red: bool,
    },
}

/// The plan for the sections that need one, by mid. Others stay as str0m wrote them.
#[derive(Debug, Default)]
pub(crate) struct AnswerPlan<'a> {
    sections: Vec<(String, SectionPlan)>,
    /// Lines of the offer that str0m did not hear of and that are accepted all the same.
    unsaid: Vec<(&'a str, Vec<&'a str>)>,
}

impl<'a> AnswerPlan<'a> {
    /// Plans one section.
    pub(crate) fn set(&mut self, mid: &str, plan: SectionPlan) {
        self.sections.push((mid.to_owned(), plan));
    }

    /// Accepts, by section, the header extensions that str0m did not hear of. A browser takes an extension that one
    /// answer leaves out for refused, in sections that are yet to come as well, where its camera would send without.
    pub(crate) fn accept(&mut self, unsaid: Vec<(&'a str, Vec<&'a str>)>) {
        self.unsaid = unsaid;
    }

    fn of(&self, section: &[&str]) -> Option<&SectionPlan> {
        let mid = mid(section)?;
        self.sections
            .iter()
            .find(|(planned, _)| planned == mid)
            .map(|(_, plan)| plan)
    }

    /// The section with the lines that str0m did not hear of, behind the one that names it.
    fn completed<'s>(&'s self, section: &[&'s str]) -> Vec<&'s str> {
        let mut lines = section.to_vec();
        let unsaid = self.unsaid.iter().find(|(unsaid, _)| Some(*unsaid) == mid(section));
        if let (Some((_, unsaid)), Some(at)) = (unsaid, lines.iter().position(|line| line.starts_with("a=mid:"))) {
            lines.splice(at + 1..at + 1, unsaid.iter().copied());
        }
        lines
    }
}

fn mid<'a>(section: &[&'a str]) -> Option<&'a str> {
    section.iter().find_map(|line| line.strip_prefix("a=mid:"))
}

/// Rewrites `answer` by `plan`.
pub(crate) fn rewrite(answer: &str, plan: &AnswerPlan<'_>) -> String {
    let mut out = String::with_capacity(answer.len());
    let lines: Vec<&str> = answer.lines().collect();
    let mut sections = parts(&lines);
    for line in sections.next().unwrap_or_default() {
        // The ids str0m lists here are of streams that nobody gets to see.
        let line = if line.starts_with("a=msid-semantic:") {
            "a=msid-semantic: WMS *"
        } else {
            line
        };
        push(&mut out, line);
    }
    for section in sections {
        let section = &plan.completed(section);
        match plan.of(section) {
            None => section.iter().for_each(|line| push(&mut out, line)),
            Some(SectionPlan::Idle) => idle(&mut out, section),
            Some(SectionPlan::Carries { stream, track }) => {
                carries(&mut out, section, &format!("{stream} {track}"));
            }
            Some(SectionPlan::Sound { dtx, stereo, red }) => {
                sound(&mut out, section, *dtx, *stereo, *red);
            }
        }
    }
    out
}

fn push(out: &mut String, line: &str) {
    out.push_str(line);
    out.push_str("\r\n");
}

fn idle(out: &mut String, section: &[&str]) {
    for line in section {
        match *line {
            "a=sendonly" | "a=sendrecv" | "a=recvonly" => push(out, "a=inactive"),
            line if line.starts_with("a=msid:") || line.starts_with("a=ssrc:") || line.starts_with("a=ssrc-group:") => {
            }
            line => push(out, line),
        }
    }
}

fn carries(out: &mut String, section: &[&str], msid: &str) {
    for line in section {
        if line.starts_with("a=msid:") {
            push(out, &format!("a=msid:{msid}"));
        } else if let Some((ssrc, _)) = ssrc_msid(line) {
            push(out, &format!("a=ssrc:{ssrc} msid:{msid}"));
        } else {
            push(out, line);
        }
    }
}

/// `a=ssrc:1 msid:s t` → ("1", "s t").
fn ssrc_msid(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("a=ssrc:")?.split_once(" msid:")
}

fn sound(out: &mut String, section: &[&str], dtx: bool, stereo: bool, red: bool) {
    let opus = payload_type(section, "opus/48000/2");
    let red_type = payload_type(section, "red/48000/2");
    let fmtp = opus.map(|opus| format!("a=fmtp:{opus} "));
    let mut extra = String::new();
    if dtx {
        extra.push_str(";usedtx=1");
    }
    if stereo {
        extra.push_str(";stereo=1;maxaveragebitrate=510000");
    }
    for line in section {
        if line.starts_with("m=")
            && !red
            && let Some(red_type) = red_type
        {
            push(out, &last(line, red_type));
        } else if fmtp.as_ref().is_some_and(|fmtp| line.starts_with(fmtp.as_str())) {
            push(out, &format!("{line}{extra}"));
        } else {
            push(out, line);
        }
    }
}

/// The payload type with this `a=rtpmap`.
fn payload_type<'a>(section: &[&'a str], codec: &str) -> Option<&'a str> {
    section.iter().find_map(|line| {
        let (payload_type, found) = line.strip_prefix("a=rtpmap:")?.split_once(' ')?;
        found.eq_ignore_ascii_case(codec).then_some(payload_type)
    })
}

/// Moves a payload type to the end of an `m=` line.
fn last(line: &str, payload_type: &str) -> String {
    let mut words: Vec<&str> = line.split(' ').collect();
    let types = words.split_off(words.len().min(3));
    let (mut moved, mut others): (Vec<&str>, Vec<&str>) = types.into_iter().partition(|word| *word == payload_type);
    others.append(&mut moved);
    words.append(&mut others);
    words.join(" ")
}

/// The lines before the first section, then each section.
fn parts<'a, 'b>(lines: &'b [&'a str]) -> impl Iterator<Item = &'b [&'a str]> {
    let mut rest = Some(lines);
    std::iter::from_fn(move || {
        let lines = rest?;
        let next = lines
            .iter()
            .skip(1)
            .position(|line| line.starts_with("m="))
            .map(|at| at + 1);
        let (part, remainder) = match next.and_then(|at| lines.split_at_checked(at)) {
            Some((part, remainder)) => (part, Some(remainder)),
            None => (lines, None),
        };
        rest = remainder;
        Some(part)
    })
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
