package ingest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/richardlehane/mscfb"
)

// Limits of an encrypted workbook. It is decrypted in memory, in which it
// then stands several times over, and its password is hashed as often as the
// file says: programs say 100,000, and every million costs seconds.
const (
	maxEncrypted = 96 << 20
	maxSpins     = 1_000_000
)

// openSecret is the password that Excel gives to a workbook which anyone may
// open and not everyone may change, and tries before it asks.
const openSecret = "VelvetSweatshop"

// withoutPassword is the cure for a workbook that cannot be decrypted here.
const withoutPassword = "save a copy without a password"

// sealing is how a workbook is encrypted.
type sealing interface {
	// key is what a password gives to decrypt the workbook; false when it is
	// not the password.
	key(password string) ([]byte, bool)
	// block is how many bytes are encrypted together.
	block() int
	// decrypt decrypts whole blocks in place.
	decrypt(key, data []byte)
}

// Unlock gives the workbook that is inside an encrypted one, in memory. Any
// other file comes back as it is. Trouble is a *FileError, which never holds
// the password.
func Unlock(in Input, password string) (Input, error) {
	if kind, err := sniff(in); err != nil || kind != kindEncrypted {
		return in, err
	}
	out, err := decrypt(in, password)
	return out, named(err, in.Name)
}

// decrypt opens an encrypted workbook in memory.
func decrypt(in Input, password string) (Input, error) {
	if in.Size > maxEncrypted {
		return in, &FileError{Rule: "xlsx.limit", Message: fmt.Sprintf("the encrypted workbook is larger than %d MiB", maxEncrypted>>20), Cure: withoutPassword}
	}
	info, sealed, err := sealedStreams(in)
	if err != nil {
		return in, err
	}
	s, err := readSealing(info)
	if err != nil {
		return in, err
	}
	tried := password
	if tried == "" {
		tried = openSecret
	}
	key, ok := s.key(tried)
	switch {
	case !ok && password == "":
		return in, &FileError{
			Rule: "file.encrypted", Message: "the workbook is encrypted", Cure: "give its password with --password-file, or save a copy without one",
		}
	case !ok:
		return in, &FileError{
			Rule: "file.password", Message: "the password does not open the workbook", Cure: "check the password, or save a copy without one",
		}
	}
	const head = 8 // how long the workbook is
	if len(sealed) < head {
		return in, cutSeal(nil)
	}
	size, data := binary.LittleEndian.Uint64(sealed), sealed[head:]
	data = data[:len(data)/s.block()*s.block()]
	if size > uint64(len(data)) {
		return in, cutSeal(nil)
	}
	s.decrypt(key, data)
	if data = data[:size]; !bytes.HasPrefix(data, []byte("PK")) {
		return in, cutSeal(nil)
	}
	return Input{Name: in.Name, Data: bytes.NewReader(data), Size: int64(len(data))}, nil
}

func cutSeal(err error) error {
	return &FileError{Rule: "xlsx.damaged", Message: "the encrypted workbook is damaged or cut off", Cure: "copy or download it again", Err: err}
}

// unknownSeal refuses a way of encrypting that is not known here.
func unknownSeal(way string) error {
	return &FileError{Rule: "file.encrypted", Message: fmt.Sprintf("the workbook is encrypted in a way that is not read (%.40s)", way), Cure: withoutPassword}
}

// sealedStreams are the streams that say how a workbook is encrypted, and
// hold it. The library may panic on a container that makes no sense.
func sealedStreams(in Input) (info, sealed []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = cutSeal(fmt.Errorf("reading its container: %v", r))
		}
	}()
	doc, err := mscfb.New(io.NewSectionReader(in.Data, 0, in.Size))
	if err != nil {
		return nil, nil, cutSeal(err)
	}
	for {
		entry, err := doc.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, cutSeal(err)
		}
		if entry.Name != "EncryptionInfo" && entry.Name != "EncryptedPackage" {
			continue
		}
		if entry.Size < 0 || entry.Size > in.Size {
			return nil, nil, cutSeal(nil)
		}
		data := make([]byte, entry.Size)
		if _, err := io.ReadFull(entry, data); err != nil {
			return nil, nil, cutSeal(err)
		}
		if entry.Name == "EncryptionInfo" {
			info = data
		} else {
			sealed = data
		}
	}
	return info, sealed, nil
}

var errShort = errors.New("the description of the encryption is cut off")

// readSealing reads how a workbook is encrypted.
func readSealing(info []byte) (sealing, error) {
	if len(info) < 8 {
		return nil, cutSeal(errShort)
	}
	major, minor := binary.LittleEndian.Uint16(info), binary.LittleEndian.Uint16(info[2:])
	switch {
	case major == 4 && minor == 4:
		return readAgile(info[8:])
	case major >= 2 && major <= 4 && minor == 2:
		return readStandard(info[4:])
	}
	return nil, unknownSeal(fmt.Sprintf("version %d.%d", major, minor))
}

// secretBytes is a password as it is hashed.
func secretBytes(password string) []byte {
	b := utf16Bytes(password)
	return b[:len(b)-2] // without the zero at its end
}
