//! The last part of a report: how somebody who doubts it verifies it.

use std::fmt::{self, Write};

use missions::seal::PublicKey;

pub(super) fn write(out: &mut String, key: Option<PublicKey>) -> fmt::Result {
    writeln!(out, "<h2>The seal, and how to verify it</h2>")?;
    let Some(key) = key else {
        return writeln!(
            out,
            "<p>This folder is not signed: nothing proves that it is as it was written.</p>"
        );
    };
    let fingerprint = key.fingerprint();
    writeln!(
        out,
        "<p>When the flight was closed, every file of this folder was listed with its size and \
         SHA-256 in <code>seal.json</code>, and that was signed (Ed25519, <code>seal.sig</code>) with \
         the key of this fingerprint:</p>\n<pre>SHA256:{fingerprint}</pre>\n\
         <p><code>custody.jsonl</code> says, signed, when frames and events had come how far: an entry \
         every 30 s while a program wrote them. What lay there when a program began again and was not \
         held by then is told above, with what is missing of the records.</p>\n\
         <pre>onboard verify FOLDER --key SHA256:{fingerprint}</pre>\n\
         <p>names every byte range, file and name that was changed, removed or added since. Without \
         this program, with openssl alone:</p>\n\
         <pre>openssl pkeyutl -verify -pubin -inkey seal.pem -rawin -in seal.json -sigfile seal.sig\n\
         openssl pkey -pubin -in seal.pem -outform DER | sha256sum      # must be the fingerprint\n\
         sha256sum *                                                    # compare with seal.json</pre>\n\
         <p class=\"small\">The seal proves that nobody who lacks the private key changed anything \
         after the flight was closed. It does not say whose the key is: compare the fingerprint with \
         one that was noted or handed over beforehand. It does not prove that the clocks were right, \
         and nothing against who has the private key.</p>"
    )
}
