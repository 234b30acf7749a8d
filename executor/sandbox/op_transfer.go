package sandbox

// transferTask is an invented name: the type of the task that fetches a
// transfer code is in no public list, so no client may depend on it.
const transferTask = "QUERY_TRANSFER_AUTHORIZATION_CODE"

// transferCode is SaveSingleTaskForQueryingTransferAuthorizationCode.
func (c *call) transferCode() (object, *refusal) {
	return c.submit(wish{kind: kindTransferCode, taskType: transferTask})
}

// transferLock serves the single and the batch operation.
func (c *call) transferLock() (object, *refusal) {
	return c.submit(wish{kind: kindTransferLock, taskType: "SET_TRANSFER_PROHIBITED", on: c.args.flag("Status")})
}

// updateLock serves the single and the batch operation.
func (c *call) updateLock() (object, *refusal) {
	return c.submit(wish{kind: kindUpdateLock, taskType: "SET_UPDATE_PROHIBITED", on: c.args.flag("Status")})
}

// transferOutInfo is QueryTransferOutInfo. A domain whose code was never asked
// for has nothing to tell.
func (c *call) transferOutInfo() (object, *refusal) {
	d, ref := c.ownDomain()
	if ref != nil || d.codeSent.IsZero() && !d.leaving {
		return nil, ref
	}
	if d.leaving {
		return object{{"Status", 4}, {"Email", d.contacts["registrant"].Email}, {"PendingRequestDate", chinaTime(c.started)}}, nil
	}
	return object{
		{"Status", 3},
		{"Email", d.codeEmail},
		{"TransferAuthorizationCodeSendDate", chinaTime(d.codeSent)},
		{"ExpirationDate", chinaTime(d.codeSent.AddDate(0, 0, 15))},
	}, nil
}
