// Package vault seals the few secrets the journal has to keep, transfer codes,
// so that a copy of the journal alone is worth nothing.
//
// It assumes that the key file lies in a directory only its owner can change,
// on a file system with permissions and hard links, and that whoever may read
// the key file may read the codes: the vault guards backups, copies sent along
// with a question and the sqlite3 shell, not the account it runs under.
//
// It promises:
//
//   - A sealed value opens only with the key it was sealed with and only for the
//     context it was sealed for. The context, such as task number and domain, is
//     inside the encrypted frame: a value moved to another row does not open.
//   - A lost or exchanged key is an error that says so, never rubbish, and never
//     a silent new key where one was expected.
//   - The key file is complete before it has its name, durable before anything
//     is sealed, and never overwritten.
//   - No error, and no way of formatting a Vault, shows key or plain text.
//
// A sealed value is
//
//	"dbv1" | 8 bytes: which key | age file (X25519) of
//	                              uvarint length of context | context | plain
//
// or, made by an Envelope for the owner of another key,
//
//	"dbv2" | 8 bytes: which key | 8 bytes: fingerprint | last two characters | age file
//
// and the key file is what age-keygen writes, so that `tail -c +13 | age -d -i KEY`
// opens a value without this program.
package vault
