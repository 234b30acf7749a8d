package ingest

import (
	"bytes"
	"crypto/aes"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
)

// standardSeal is a workbook that is encrypted as Excel 2007 does it.
type standardSeal struct {
	size            int // of the key, in bytes
	salt            []byte
	input, verifier []byte
}

func readStandard(b []byte) (sealing, error) {
	const (
		atHeader = 8 // behind flags and the length of the header
		saltSize = 16
		hashSize = 32 // of 20, in whole blocks
	)
	if len(b) < atHeader {
		return nil, cutSeal(errShort)
	}
	length := int64(binary.LittleEndian.Uint32(b[4:]))
	const least = 32
	if length < least || atHeader+length+4+saltSize+aes.BlockSize+4+hashSize > int64(len(b)) {
		return nil, cutSeal(errShort)
	}
	header, rest := b[atHeader:atHeader+length], b[atHeader+length+4:]
	s := &standardSeal{salt: rest[:saltSize], input: rest[saltSize : saltSize+aes.BlockSize]}
	rest = rest[saltSize+aes.BlockSize+4:]
	s.verifier = rest[:hashSize]
	switch name := binary.LittleEndian.Uint32(header[8:]); name {
	case 0x660e:
		s.size = 16
	case 0x660f:
		s.size = 24
	case 0x6610:
		s.size = 32
	default:
		return nil, unknownSeal(fmt.Sprintf("cipher %#x", name))
	}
	return s, nil
}

func (s *standardSeal) key(password string) ([]byte, bool) {
	const spins = 50000
	h := sha1.New()
	h.Write(s.salt)
	h.Write(secretBytes(password))
	sum, count := h.Sum(nil), [4]byte{}
	for i := range uint32(spins) {
		binary.LittleEndian.PutUint32(count[:], i)
		h.Reset()
		h.Write(count[:])
		h.Write(sum)
		sum = h.Sum(sum[:0])
	}
	h.Reset()
	h.Write(sum)
	h.Write(make([]byte, 4))
	sum = h.Sum(nil)
	var long []byte
	for _, filler := range []byte{0x36, 0x5c} {
		pad := bytes.Repeat([]byte{filler}, sha1.BlockSize)
		for i, c := range sum {
			pad[i] ^= c
		}
		half := sha1.Sum(pad)
		long = append(long, half[:]...)
	}
	key := long[:s.size]
	input, verifier := bytes.Clone(s.input), bytes.Clone(s.verifier)
	s.decrypt(key, input)
	s.decrypt(key, verifier)
	want := sha1.Sum(input)
	return key, bytes.Equal(want[:], verifier[:len(want)])
}

func (s *standardSeal) block() int { return aes.BlockSize }

func (s *standardSeal) decrypt(key, data []byte) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return
	}
	for i := 0; i < len(data); i += aes.BlockSize {
		block.Decrypt(data[i:i+aes.BlockSize], data[i:i+aes.BlockSize])
	}
}
