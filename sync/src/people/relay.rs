//! A relay by its address and its token: what a person typed, or what an invitation carries.
//!
//! Invariant: an address is https, or http to an address of one's own network; it names a host and a port and nothing
//! else. A token is wiped when dropped and has neither `Clone` nor a `Debug` that shows it.

use std::net::{IpAddr, Ipv6Addr};

use zeroize::Zeroizing;

use super::PeopleError;
use crate::limits::{RELAY_TOKEN_BYTES_MAX, RELAY_URL_BYTES_MAX};

/// The address of a relay, `https://host/` or `https://host:port/`, in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelayUrl(String);

/// Why a typed text is no address of a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayUrlError {
    /// Nothing was typed.
    #[error("No address")]
    Empty,
    /// Longer than any address.
    #[error("Too long for an address")]
    TooLong,
    /// Not encrypted, and not in one's own network.
    #[error("The address must begin with https")]
    NotHttps,
    /// More than a host and a port: a path, a name, a question.
    #[error("The address must name a computer and nothing else")]
    NotOnlyHost,
    /// The host or the port is malformed.
    #[error("The address is malformed")]
    Malformed,
}

impl RelayUrl {
    /// Reads what was typed. A missing `https://` is added; spaces around it and upper case are forgiven.
    pub fn parse(typed: &str) -> Result<Self, RelayUrlError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(RelayUrlError::Empty);
        }
        if typed.len() > RELAY_URL_BYTES_MAX {
            return Err(RelayUrlError::TooLong);
        }
        let lower = typed.to_ascii_lowercase();
        let (secure, rest) = match lower.split_once("://") {
            None => (true, lower.as_str()),
            Some(("https", rest)) => (true, rest),
            Some(("http", rest)) => (false, rest),
            Some(_) => return Err(RelayUrlError::NotHttps),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#', '@', '\\']) {
            return Err(RelayUrlError::NotOnlyHost);
        }
        let (host, port) = split(authority)?;
        if !secure && !host_ip(host).is_some_and(is_own_network) {
            return Err(RelayUrlError::NotHttps);
        }
        let scheme = if secure { "https" } else { "http" };
        let port = match port {
            Some(port) if port != if secure { 443 } else { 80 } => format!(":{port}"),
            _ => String::new(),
        };
        let url = format!("{scheme}://{host}{port}/");
        if url.len() > RELAY_URL_BYTES_MAX { Err(RelayUrlError::TooLong) } else { Ok(Self(url)) }
    }

    /// Reads an address from bytes that were written by this program: only the one form it writes is accepted.
    pub fn from_written(text: &str) -> Result<Self, PeopleError> {
        Self::parse(text).ok().filter(|url| url.0 == text).ok_or(PeopleError::Malformed)
    }

    /// Returns the whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns host and port, for a person to read.
    pub fn host(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, rest)| rest).trim_end_matches('/')
    }

    /// Returns whether words to the relay are encrypted on the way; the words of a journal always are.
    pub fn is_encrypted(&self) -> bool {
        self.0.starts_with("https:")
    }
}

impl core::fmt::Debug for RelayUrl {
    /// Where a person's relay stands is nobody's business in a log.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RelayUrl(..)")
    }
}

/// What a relay asks for before it lets somebody in.
pub struct RelayToken(Zeroizing<String>);

impl RelayToken {
    /// Reads what was typed; `None` if nothing was, an error if it could not stand in a header.
    pub fn parse(typed: &str) -> Result<Option<Self>, PeopleError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        if typed.len() > RELAY_TOKEN_BYTES_MAX || !typed.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(PeopleError::Malformed);
        }
        Ok(Some(Self(Zeroizing::new(typed.to_owned()))))
    }

    /// Returns the token itself, for the relay, the vault and an invitation only.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns the same token once more, where two owners need it.
    pub fn again(&self) -> Self {
        Self(self.0.clone())
    }
}

impl core::fmt::Debug for RelayToken {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RelayToken(..)")
    }
}

/// A relay and what it asks for.
#[derive(Debug)]
pub struct RelayAccess {
    /// Where it is.
    pub url: RelayUrl,
    /// What it asks for, if anything.
    pub token: Option<RelayToken>,
}

impl RelayAccess {
    /// Returns the same access once more.
    pub fn again(&self) -> Self {
        Self { url: self.url.clone(), token: self.token.as_ref().map(RelayToken::again) }
    }
}

fn split(authority: &str) -> Result<(&str, Option<u16>), RelayUrlError> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let end = rest.find(']').ok_or(RelayUrlError::Malformed)?;
            let after = &authority[end + 2..];
            (&authority[..end + 2], after.strip_prefix(':').or(after.is_empty().then_some("")))
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, Some("")),
        },
    };
    let port = match port.ok_or(RelayUrlError::Malformed)? {
        "" => None,
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(digits.parse::<u16>().ok().filter(|port| *port != 0).ok_or(RelayUrlError::Malformed)?)
        }
        _ => return Err(RelayUrlError::Malformed),
    };
    if host_ip(host).is_some() || is_name(host) { Ok((host, port)) } else { Err(RelayUrlError::Malformed) }
}

fn host_ip(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse().ok().filter(IpAddr::is_ipv4),
    }
}

/// A name as DNS knows them; one whose last part is a number would be read as an address elsewhere.
fn is_name(host: &str) -> bool {
    let part = |part: &str| {
        let bytes = part.as_bytes();
        (1..=63).contains(&bytes.len())
            && bytes.iter().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let numeric = |last: &str| last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
    host.len() <= 253 && host.split('.').all(part) && !host.rsplit('.').next().is_some_and(numeric)
}

fn is_own_network(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_types_becomes_one_form() {
        for (typed, read) in [
            ("relay.example", "https://relay.example/"),
            (" https://Relay.Example/ ", "https://relay.example/"),
            ("https://relay.example:443", "https://relay.example/"),
            ("relay.example:8443", "https://relay.example:8443/"),
            ("http://127.0.0.1:3340", "http://127.0.0.1:3340/"),
            ("http://[::1]:3340/", "http://[::1]:3340/"),
            ("http://192.168.1.9", "http://192.168.1.9/"),
            ("https://203.0.113.9", "https://203.0.113.9/"),
        ] {
            let url = RelayUrl::parse(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
            assert_eq!(url.as_str(), read);
            assert_eq!(RelayUrl::from_written(read).unwrap(), url);
        }
        assert_eq!(RelayUrl::parse("relay.example:8443").unwrap().host(), "relay.example:8443");
        assert!(RelayUrl::from_written("relay.example").is_err(), "not as it is written");
    }

    #[test]
    fn what_is_no_address_of_a_relay_is_refused_with_its_reason() {
        let long = format!("https://{}", "a".repeat(RELAY_URL_BYTES_MAX));
        for (typed, why) in [
            ("", RelayUrlError::Empty),
            ("  ", RelayUrlError::Empty),
            (long.as_str(), RelayUrlError::TooLong),
            ("http://relay.example", RelayUrlError::NotHttps),
            ("http://8.8.8.8", RelayUrlError::NotHttps),
            ("http://localhost", RelayUrlError::NotHttps),
            ("ftp://relay.example", RelayUrlError::NotHttps),
            ("https://relay.example/path", RelayUrlError::NotOnlyHost),
            ("https://relay.example?x=1", RelayUrlError::NotOnlyHost),
            ("https://name:word@relay.example", RelayUrlError::NotOnlyHost),
            ("https://relay example", RelayUrlError::Malformed),
            ("https://relay.example:0", RelayUrlError::Malformed),
            ("https://relay.example:99999", RelayUrlError::Malformed),
            ("https://[::1", RelayUrlError::Malformed),
            ("https://[::1]x", RelayUrlError::Malformed),
            ("https://-relay.example", RelayUrlError::Malformed),
            ("https://1.2.3", RelayUrlError::Malformed),
            ("https://rel\u{e4}y.example", RelayUrlError::Malformed),
            ("https://", RelayUrlError::Malformed),
        ] {
            assert_eq!(RelayUrl::parse(typed).err(), Some(why), "{typed:?}");
        }
    }

    #[test]
    fn a_token_is_one_line_without_spaces_and_is_not_shown() {
        assert!(RelayToken::parse("  ").unwrap().is_none());
        let token = RelayToken::parse(" secret-1 ").unwrap().unwrap();
        assert_eq!(token.reveal(), "secret-1");
        assert_eq!(token.again().reveal(), "secret-1");
        for bad in ["two words", "a\nb", "\u{e4}", &"x".repeat(RELAY_TOKEN_BYTES_MAX + 1)] {
            assert!(RelayToken::parse(bad).is_err(), "{bad:?}");
        }
        let access = RelayAccess { url: RelayUrl::parse("relay.example").unwrap(), token: Some(token) };
        let shown = format!("{access:?}");
        assert!(!shown.contains("secret") && !shown.contains("relay.example"), "{shown}");
    }
}
