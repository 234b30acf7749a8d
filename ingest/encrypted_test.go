package ingest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// sealAgile encrypts as a program of 2010 or later does, with the choices
// that are given.
func sealAgile(t *testing.T, plain []byte, password, name string, bits, block int, hash string, spins int64) (info, sealed []byte) {
	t.Helper()
	salt := bytes.Repeat([]byte{7}, block)
	c := agileChoice{Spins: spins, BlockSize: block, KeyBits: bits, Cipher: name, Chaining: "ChainingModeCBC", Hash: hash, Salt: salt}
	check(t, c.understand())
	chain := func(key, begin, data []byte) []byte {
		b, err := c.newCipher(key)
		check(t, err)
		out := append(bytes.Clone(data), make([]byte, (block-len(data)%block)%block)...)
		cipher.NewCBCEncrypter(b, fitted(begin, block)).CryptBlocks(out, out)
		return out
	}
	sum := c.hashed(salt, secretBytes(password))
	for i := range spins {
		sum = c.hashed(binary.LittleEndian.AppendUint32(nil, uint32(i)), sum)
	}
	seal := func(mark, data []byte) string {
		return base64.StdEncoding.EncodeToString(chain(fitted(c.hashed(sum, mark), bits/8), salt, data))
	}
	input, key := []byte("0123456789abcdef")[:block], bytes.Repeat([]byte{9, 4}, bits/16)
	said := fmt.Sprintf(`spinCount="%d" saltSize="%d" blockSize="%d" keyBits="%d" cipherAlgorithm="%s" cipherChaining="ChainingModeCBC" hashAlgorithm="%s" saltValue="%s"`,
		spins, block, block, bits, name, hash, base64.StdEncoding.EncodeToString(salt))
	text := fmt.Sprintf(`<?xml version="1.0"?><encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">`+
		`<keyData %s/><keyEncryptors><keyEncryptor><c xmlns="urn:certificate"/></keyEncryptor><keyEncryptor><p:encryptedKey %s encryptedVerifierHashInput="%s" encryptedVerifierHashValue="%s" encryptedKeyValue="%s"/></keyEncryptor></keyEncryptors></encryption>`,
		said, said, seal(markOfInput, input), seal(markOfHash, c.hashed(input)), seal(markOfKey, key))
	sealed = binary.LittleEndian.AppendUint64(nil, uint64(len(plain)))
	for i := 0; i*sealSegment < len(plain); i++ {
		part := plain[i*sealSegment : min((i+1)*sealSegment, len(plain))]
		sealed = append(sealed, chain(key, c.hashed(salt, binary.LittleEndian.AppendUint32(nil, uint32(i))), part)...)
	}
	return append([]byte{4, 0, 4, 0, 0x40, 0, 0, 0}, text...), sealed
}

func TestWorkbooksEncryptedByNewerProgramsAreOpened(t *testing.T) {
	plain := bytes.Repeat([]byte("PK, and many bytes behind it. "), 500)
	for _, c := range []struct {
		name        string
		bits, block int
		hash        string
	}{
		{"AES", 128, 16, "SHA1"}, {"AES", 128, 16, "SHA-1"}, {"AES", 128, 16, "MD5"}, {"AES", 192, 16, "SHA512"}, {"AES", 256, 16, "SHA256"},
		{"AES", 256, 16, "SHA384"}, {"AES", 256, 16, "SHA1"}, {"DES", 64, 8, "MD5"}, {"3DES", 192, 8, "SHA384"},
	} {
		info, sealed := sealAgile(t, plain, "пароль 密码", c.name, c.bits, c.block, c.hash, 50)
		s, err := readSealing(info)
		check(t, err)
		if _, ok := s.key("password"); ok {
			t.Errorf("%v: a wrong password opens it", c)
		}
		key, ok := s.key("пароль 密码")
		data := sealed[8:]
		s.decrypt(key, data)
		if !ok || !bytes.Equal(data[:len(plain)], plain) || len(data)%s.block() != 0 {
			t.Errorf("%v: not opened", c)
		}
	}
}

func TestWorkbooksEncryptedByExcel2007AreOpened(t *testing.T) {
	for size, name := range map[int]uint32{16: 0x660e, 24: 0x660f, 32: 0x6610} {
		s := &standardSeal{size: size, salt: []byte("salt and pepper!"), input: make([]byte, 16), verifier: make([]byte, 32)}
		key, _ := s.key("open sesame")
		block, err := aes.NewCipher(key)
		check(t, err)
		sum := sha1.Sum([]byte("sixteen letters!"))
		want := append(sum[:], make([]byte, 12)...)
		info := []byte{3, 0, 2, 0, 0x24, 0, 0, 0, 32, 0, 0, 0}
		header := make([]byte, 32)
		binary.LittleEndian.PutUint32(header[8:], name)
		info = append(append(info, header...), 16, 0, 0, 0)
		info = append(info, s.salt...)
		for _, part := range [][]byte{[]byte("sixteen letters!"), {20, 0, 0, 0}, want[:16], want[16:]} {
			out := part
			if len(part) == aes.BlockSize {
				out = make([]byte, aes.BlockSize)
				block.Encrypt(out, part)
			}
			info = append(info, out...)
		}
		read, err := readSealing(info)
		check(t, err)
		if got, ok := read.key("open sesame"); !ok || !bytes.Equal(got, key) {
			t.Errorf("%d bytes: the password does not open it", size)
		}
		if _, ok := read.key("open barley"); ok {
			t.Errorf("%d bytes: a wrong password opens it", size)
		}
		for n := range info {
			var fe *FileError
			if _, err := readSealing(info[:n]); !errors.As(err, &fe) {
				t.Fatalf("cut at byte %d: %v", n, err)
			}
		}
	}
}

func TestWaysOfEncryptingThatAreNotRead(t *testing.T) {
	info, _ := sealAgile(t, []byte("PK"), "x", "AES", 128, 16, "SHA1", 1)
	for from, c := range map[string]struct{ to, want string }{
		`"AES"`:                 {`"RC2"`, "RC2 128"},
		`"SHA1"`:                {`"WHIRLPOOL"`, "WHIRLPOOL"},
		`"ChainingModeCBC"`:     {`"ChainingModeCFB"`, "ChainingModeCFB"},
		`blockSize="16"`:        {`blockSize="8"`, "blocks of 8"},
		`keyEncryptor/password`: {`keyEncryptor/certificate`, "without a password"},
		`spinCount="1"`:         {`spinCount="9999999"`, "hashed 9999999 times"},
		`saltValue="`:           {`saltValue="*`, "damaged"},
		`</keyEncryptors>`:      {``, "damaged"},
	} {
		_, err := readSealing(bytes.ReplaceAll(info, []byte(from), []byte(c.to)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.to, err, c.want)
		}
	}
	if _, err := readSealing([]byte{4, 0, 3, 0, 0, 0, 0, 0}); err == nil || !strings.Contains(err.Error(), "version 4.3") {
		t.Errorf("extensible: %v", err)
	}
}

func bytesOf(t *testing.T, in Input) []byte {
	t.Helper()
	b := make([]byte, in.Size)
	_, err := in.Data.ReadAt(b, 0)
	if err != io.EOF {
		check(t, err)
	}
	return b
}

// Excel encrypts a workbook that anyone may open, and asks nobody.
func TestWorkbookWithThePasswordOfExcelIsOpened(t *testing.T) {
	noise := make([]byte, 5000) // the library writes no small ones that can be read
	for i := range noise {
		noise[i] = byte(i * i * i >> 5)
	}
	book := plainParts(plainCells).with("xl/media/noise.bin", base64.StdEncoding.EncodeToString(noise))
	sealed, err := excelize.Encrypt(bytesOf(t, book.input()), &excelize.Options{Password: openSecret})
	check(t, err)
	in := input("locked.xlsx", sealed)
	if _, rows := read(t, in, Options{}); len(rows) == 0 {
		t.Error("no rows")
	}
	if _, _, err := ReadAll(t.Context(), in, Options{Password: "another"}); err == nil || !strings.Contains(err.Error(), "the password does not open") {
		t.Errorf("with another password: %v", err)
	}
	out, err := Unlock(in, "")
	check(t, err)
	if kind, err := sniff(out); err != nil || kind != kindWorkbook {
		t.Errorf("unlocked: %v, %v", kind, err)
	}
	text := input("a.csv", []byte("domain\na.com\n"))
	if out, err := Unlock(text, "x"); err != nil || out != text {
		t.Errorf("what is not locked: %v, %v", out, err)
	}
}

func FuzzSealing(f *testing.F) {
	sealed, err := excelize.Encrypt([]byte("PK\x03\x04"), &excelize.Options{Password: "x"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte{4, 0, 4, 0, 0x40, 0, 0, 0, '<', 'e', '/', '>'})
	f.Add(append([]byte{4, 0, 4, 0, 0x40, 0, 0, 0}, `<encryption><keyData blockSize="16" keyBits="128" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA1" saltValue="AAAA"/><keyEncryptors><keyEncryptor><encryptedKey xmlns="http://schemas.microsoft.com/office/2006/keyEncryptor/password" spinCount="2" blockSize="8" keyBits="192" cipherAlgorithm="3DES" cipherChaining="ChainingModeCBC" hashAlgorithm="MD5" saltValue="AA==" encryptedVerifierHashInput="AAAA" encryptedVerifierHashValue="AAAA" encryptedKeyValue="AAAA"/></keyEncryptor></keyEncryptors></encryption>`...))
	f.Fuzz(func(t *testing.T, data []byte) {
		var fe *FileError
		info, sealed, err := sealedStreams(input("a.xlsx", data))
		if err != nil {
			if info, sealed = data, data; !errors.As(err, &fe) {
				t.Fatalf("an error without place and cure: %v", err)
			}
		}
		s, err := readSealing(info)
		if err != nil {
			if !errors.As(err, &fe) {
				t.Fatalf("an error without place and cure: %v", err)
			}
			return
		}
		if a, agile := s.(*agileSeal); agile { // the password of the other costs too much for a fuzzer
			a.secret.Spins = min(a.secret.Spins, 10)
			key, _ := s.key("x")
			s.decrypt(key, sealed[:len(sealed)/s.block()*s.block()])
		}
	})
}
