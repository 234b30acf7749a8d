#include "textflag.h"

// SIXTEEN sets bits for the sixteen bytes from OFF on: in CELL those of X0,
// the delimiter, in LINE those of X1, LF, and X2, CR, in ODD those of X3, the
// quote.
#define SIXTEEN(OFF, CELL, LINE, ODD) \
	MOVOU    OFF(SI), X4 \
	MOVO     X4, X5      \
	MOVO     X4, X6      \
	MOVO     X4, X7      \
	PCMPEQB  X0, X4      \
	PCMPEQB  X1, X5      \
	PCMPEQB  X2, X6      \
	PCMPEQB  X3, X7      \
	POR      X6, X5      \
	PMOVMSKB X4, CELL    \
	PMOVMSKB X5, LINE    \
	PMOVMSKB X7, ODD

// NEXT appends sixteen bits behind N others.
#define NEXT(N, CELL, LINE, ODD) \
	SHLQ $N, CELL \
	SHLQ $N, LINE \
	SHLQ $N, ODD  \
	ORQ  CELL, R8 \
	ORQ  LINE, R9 \
	ORQ  ODD, R10

// EVERY fills a register with sixteen times the low byte of AX.
#define EVERY(OUT) \
	MOVD       AX, OUT      \
	PUNPCKLBW  OUT, OUT     \
	PSHUFLW    $0, OUT, OUT \
	PUNPCKLQDQ OUT, OUT

// func markBytesSSE2(words *csvWord, text *byte, count int, delim byte)
TEXT ·markBytesSSE2(SB), NOSPLIT, $0-25
	MOVQ    words+0(FP), DI
	MOVQ    text+8(FP), SI
	MOVQ    count+16(FP), CX
	MOVBLZX delim+24(FP), AX
	EVERY(X0)
	MOVL    $0x0a, AX
	EVERY(X1)
	MOVL    $0x0d, AX
	EVERY(X2)
	MOVL    $0x22, AX
	EVERY(X3)

word:
	TESTQ CX, CX
	JE    done
	SIXTEEN(0, R8, R9, R10)
	SIXTEEN(16, R11, R12, R13)
	NEXT(16, R11, R12, R13)
	SIXTEEN(32, R11, R12, R13)
	NEXT(32, R11, R12, R13)
	SIXTEEN(48, R11, R12, R13)
	NEXT(48, R11, R12, R13)
	MOVQ  R8, 0(DI)
	MOVQ  R9, 8(DI)
	MOVQ  R10, 16(DI)
	ADDQ  $64, SI
	ADDQ  $24, DI
	DECQ  CX
	JMP   word

done:
	RET
