//! One message to a server, whose answer is a status.

use ureq::http::Request;

use super::address::Address;
use super::client::Web;
use super::refused::Refused;

impl Web {
    /// Sends a message to an absolute address, once: who cannot tell whether it arrived decides whether to send it again.
    /// Redirects are refused, and so is an address without TLS, but on this machine. Of the answer only the status is read.
    ///
    /// # Errors
    /// [`Refused`] where it could not be sent, or was not taken.
    pub fn post(&self, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<(), Refused> {
        let nowhere = Address { is_plain: false, host: String::new(), path: String::new() };
        let address = nowhere.join(url)?;
        if address.host.is_empty() || address.is_plain && !self.may_be_plain(&address.host) {
            return Err(Refused::Redirect("it is no address over TLS".to_owned()));
        }
        let mut request = Request::builder().method("POST").uri(address.url());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let wrong = |_| Refused::Redirect("it is no address, or a header cannot be sent".to_owned());
        let answer = self.run(&address, request.body(body).map_err(wrong)?, false)?;
        match answer.status().as_u16() {
            200..=299 => Ok(()),
            300..=399 => Err(Refused::Redirect("a message is not sent elsewhere".to_owned())),
            status => Err(Refused::of_status(status)),
        }
    }
}
