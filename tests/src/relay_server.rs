//! The real relay server in this process, on loopback, with tokens.
//!
//! Invariant: it notes every key that asked, let in or not.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use iroh_relay::server::{Access, AccessControl, ClientRequest, RelayConfig, Server, ServerConfig};
use tokio::runtime::Runtime;

/// Keys that asked to be let in.
type Asked = Arc<Mutex<BTreeSet<[u8; 32]>>>;

/// A relay that can be switched off and on again at one address.
pub struct RelayServer {
    runtime: Runtime,
    server: Option<Server>,
    address: SocketAddr,
    tokens: Vec<String>,
    asked: Asked,
}

#[derive(Debug)]
struct Tokens {
    accepted: Vec<String>,
    asked: Asked,
}

impl AccessControl for Tokens {
    async fn on_connect(&self, request: &ClientRequest) -> Access {
        let mut asked = self.asked.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        asked.insert(*request.endpoint_id().as_bytes());
        let known = request.auth_token().is_some_and(|token| self.accepted.contains(&token));
        if self.accepted.is_empty() || known { Access::Allow } else { Access::Deny { reason: None } }
    }
}

impl RelayServer {
    /// Starts a relay that takes these tokens, or everybody if there are none.
    pub fn start(tokens: &[&str]) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let tokens = tokens.iter().map(|token| (*token).to_owned()).collect();
        let mut relay = Self { runtime, server: None, address, tokens, asked: Asked::default() };
        relay.switch_on()?;
        Ok(relay)
    }

    /// Starts it again, where it was.
    pub fn switch_on(&mut self) -> Result<(), String> {
        let mut relay = RelayConfig::new(self.address);
        relay.access = Arc::new(Tokens { accepted: self.tokens.clone(), asked: Arc::clone(&self.asked) });
        let mut config = ServerConfig::default();
        config.relay = Some(relay);
        let server = self.runtime.block_on(Server::spawn(config)).map_err(|error| format!("{error:?}"))?;
        self.address = server.http_addr().ok_or("no address")?;
        self.server = Some(server);
        Ok(())
    }

    /// Stops it; whoever was connected is cut off.
    pub fn switch_off(&mut self) -> Result<(), String> {
        match self.server.take() {
            Some(server) => self.runtime.block_on(server.shutdown()).map_err(|error| format!("{error:?}")),
            None => Ok(()),
        }
    }

    /// The address a person would type.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many keys asked so far.
    pub fn asked(&self) -> usize {
        self.asked.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).len()
    }
}
