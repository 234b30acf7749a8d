package ingest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"hash"
	"strings"
)

// sealSegment is how many bytes are chained together.
const sealSegment = 4096

// Marks by which one password gives three keys.
var (
	markOfInput = []byte{0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79}
	markOfHash  = []byte{0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e}
	markOfKey   = []byte{0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6}
)

// agileSeal is a workbook that is encrypted as Excel does it since 2010: the
// package with one set of choices, and its key with another.
type agileSeal struct {
	pack, secret agileChoice
}

type agileChoice struct {
	Spins     int64      `xml:"spinCount,attr"`
	BlockSize int        `xml:"blockSize,attr"`
	KeyBits   int        `xml:"keyBits,attr"`
	Cipher    string     `xml:"cipherAlgorithm,attr"`
	Chaining  string     `xml:"cipherChaining,attr"`
	Hash      string     `xml:"hashAlgorithm,attr"`
	Salt      base64Text `xml:"saltValue,attr"`
	Input     base64Text `xml:"encryptedVerifierHashInput,attr"`
	Verifier  base64Text `xml:"encryptedVerifierHashValue,attr"`
	Value     base64Text `xml:"encryptedKeyValue,attr"`

	newHash   func() hash.Hash
	newCipher func(key []byte) (cipher.Block, error)
}

type base64Text []byte

// UnmarshalXMLAttr reads an attribute in base64.
func (t *base64Text) UnmarshalXMLAttr(a xml.Attr) (err error) {
	*t, err = base64.StdEncoding.DecodeString(strings.TrimSpace(a.Value))
	return err
}

func readAgile(text []byte) (sealing, error) {
	var said struct {
		Pack agileChoice `xml:"keyData"`
		Keys []struct {
			Secret *agileChoice `xml:"http://schemas.microsoft.com/office/2006/keyEncryptor/password encryptedKey"`
		} `xml:"keyEncryptors>keyEncryptor"`
	}
	if err := xml.NewDecoder(bytes.NewReader(text)).Decode(&said); err != nil {
		return nil, cutSeal(err)
	}
	for _, k := range said.Keys {
		if k.Secret == nil {
			continue
		}
		s := &agileSeal{pack: said.Pack, secret: *k.Secret}
		if n := s.secret.Spins; n < 0 || n > maxSpins {
			return nil, &FileError{
				Rule: "xlsx.limit", Message: fmt.Sprintf("the file wants its password hashed %d times, which no program does", n), Cure: withoutPassword,
			}
		}
		for _, c := range []*agileChoice{&s.pack, &s.secret} {
			if err := c.understand(); err != nil {
				return nil, err
			}
		}
		return s, nil
	}
	return nil, unknownSeal("without a password")
}

// understand looks up the ciphers and hashes that a choice names.
func (c *agileChoice) understand() error {
	switch strings.ReplaceAll(strings.ToUpper(c.Hash), "-", "") {
	case "MD5":
		c.newHash = md5.New
	case "SHA1":
		c.newHash = sha1.New
	case "SHA256":
		c.newHash = sha256.New
	case "SHA384":
		c.newHash = sha512.New384
	case "SHA512":
		c.newHash = sha512.New
	default:
		return unknownSeal(c.Hash)
	}
	if c.Chaining != "ChainingModeCBC" {
		return unknownSeal(c.Chaining)
	}
	block := des.BlockSize
	switch fmt.Sprintf("%s %d", strings.ToUpper(c.Cipher), c.KeyBits) {
	case "AES 128", "AES 192", "AES 256":
		c.newCipher, block = aes.NewCipher, aes.BlockSize
	case "DES 64":
		c.newCipher = des.NewCipher
	case "3DES 192":
		c.newCipher = des.NewTripleDESCipher
	default:
		return unknownSeal(fmt.Sprintf("%s %d", c.Cipher, c.KeyBits))
	}
	if c.BlockSize != block {
		return unknownSeal(fmt.Sprintf("%s in blocks of %d", c.Cipher, c.BlockSize))
	}
	return nil
}

func (s *agileSeal) key(password string) ([]byte, bool) {
	c := &s.secret
	sum := c.hashed(c.Salt, secretBytes(password))
	h, count := c.newHash(), [4]byte{}
	for i := range c.Spins {
		binary.LittleEndian.PutUint32(count[:], uint32(i))
		h.Reset()
		h.Write(count[:])
		h.Write(sum)
		sum = h.Sum(sum[:0])
	}
	open := func(mark, sealed []byte) []byte {
		out := bytes.Clone(sealed[:len(sealed)/c.BlockSize*c.BlockSize])
		c.chain(fitted(c.hashed(sum, mark), c.KeyBits/8), c.Salt, out)
		return out
	}
	input, want := open(markOfInput, c.Input), open(markOfHash, c.Verifier)
	got := c.hashed(input[:min(len(input), len(c.Salt))])
	if len(want) < len(got) || !bytes.Equal(got, want[:len(got)]) {
		return nil, false
	}
	key := open(markOfKey, c.Value)
	return key[:min(len(key), s.pack.KeyBits/8)], true
}

func (s *agileSeal) block() int { return s.pack.BlockSize }

func (s *agileSeal) decrypt(key, data []byte) {
	c := &s.pack
	for i := 0; i*sealSegment < len(data); i++ {
		segment := data[i*sealSegment : min((i+1)*sealSegment, len(data))]
		c.chain(key, c.hashed(c.Salt, binary.LittleEndian.AppendUint32(nil, uint32(i))), segment)
	}
}

func (c *agileChoice) hashed(parts ...[]byte) []byte {
	h := c.newHash()
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// chain decrypts whole blocks in place. A key of a wrong length decrypts
// nothing, which shows in what comes out.
func (c *agileChoice) chain(key, begin, data []byte) {
	if block, err := c.newCipher(key); err == nil {
		cipher.NewCBCDecrypter(block, fitted(begin, c.BlockSize)).CryptBlocks(data, data)
	}
}

// fitted cuts bytes to a length, or fills them up as the standard says.
func fitted(b []byte, size int) []byte {
	const filler = 0x36
	if len(b) >= size {
		return b[:size]
	}
	return append(bytes.Clone(b), bytes.Repeat([]byte{filler}, size-len(b))...)
}
