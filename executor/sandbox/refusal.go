package sandbox

import "time"

// refusal is an error answer.
type refusal struct {
	status  int
	code    string
	en, zh  string
	limited time.Duration // for throttling: when the next call would pass
	quota   Quota         // for throttling
}

// refuse makes the answer for a code of the documented list.
func refuse(code string) *refusal {
	if t, ok := refusals()[code]; ok {
		return &refusal{status: t.status, code: code, en: t.en, zh: t.zh}
	}
	return &refusal{status: 400, code: code, en: "The request cannot be carried out.", zh: "请求无法执行。"}
}

// missing says that a required parameter is absent.
func missing(name string) *refusal {
	return &refusal{status: 400, code: "Missing" + name, en: name + " is mandatory for this action.", zh: "缺少必填参数 " + name + "。"}
}

// invalid says that the gateway cannot read a parameter.
func invalid(name string) *refusal {
	return &refusal{status: 400, code: "Invalid" + name, en: "Specified parameter " + name + " is not valid.", zh: "参数 " + name + " 不合法。"}
}

// illegal says that the business layer does not like the value of a field. It
// names the field and never a domain or the value.
func illegal(field string) *refusal {
	r := refuse("ParameterIllegal")
	if field != "" {
		r.en = "The parameter is illegal. Please make sure that " + field + " is correct."
		r.zh = "参数不合法，请检查 " + field + "。"
	}
	return r
}

type text struct {
	status int
	en, zh string
}

// refusals is the list of codes with the status and words they come with.
// Statuses are those of the Domain documents where they differ from elsewhere.
func refusals() map[string]text {
	return map[string]text{
		"ParameterIllegal":            {400, "The parameter is illegal.", "参数不合法。"},
		"NetworkIOError":              {400, "Network I/O error.", "网络 IO 异常。"},
		"DomainNotExist":              {400, "The domain name does not exist.", "域名不存在。"},
		"TaskIsBeingProcessed":        {400, "A task of the domain name is in progress. Please try again later.", "域名有任务正在处理，请稍后再试。"},
		"RegContactEmailNotVerified":  {400, "The e-mail address of the registrant has not been verified.", "注册人邮箱未验证。"},
		"ContactTemplateNotExist":     {400, "The registrant profile does not exist.", "信息模板不存在。"},
		"DomainAlreadyAuditing":       {400, "The real-name verification is being reviewed.", "实名认证审核中。"},
		"TokenFailed":                 {400, "The token is wrong or has expired.", "验证链接错误或已失效。"},
		"InvalidParameter":            {400, "A parameter could not be read.", "参数无法解析。"},
		"UnsupportedOperation":        {400, "The specified action is not supported.", "不支持该操作。"},
		"NoSuchVersion":               {400, "The specified version does not exist.", "版本不存在。"},
		"InvalidProduct.NotFound":     {404, "Cannot find the product at this address. Check the domain and the version.", "找不到产品，请检查地址与版本。"},
		"UnsupportedHTTPMethod":       {403, "This HTTP method is not supported.", "不支持该 HTTP 方法。"},
		"Throttling.User":             {400, "Request was denied due to user flow control.", "用户请求被流控。"},
		"ServiceUnavailable":          {503, "The request has failed due to a temporary failure of the server.", "服务暂时不可用。"},
		"InternalError":               {500, "The request processing has failed due to some unknown error.", "未知错误。"},
		"InvalidAccessKeyId.NotFound": {400, "Specified access key is not found.", "AccessKeyId 不存在。"},
		"SignatureDoesNotMatch":       {403, "Specified signature is not matched with our calculation.", "签名不匹配。"},
		"IncompleteSignature":         {403, "The request signature does not conform to the standards.", "签名不完整。"},
		"SignatureNonceUsed":          {400, "Specified signature nonce was used already.", "SignatureNonce 已被使用。"},
		"InvalidTimeStamp.Expired":    {400, "Specified time stamp or date value is expired.", "时间戳已过期。"},
		"InvalidTimeStamp.Format":     {400, "Specified time stamp or date value is not well formatted.", "时间戳格式不正确。"},
		"Forbidden.RAM":               {403, "User not authorized to operate on the specified resource, or this API doesn't support RAM.", "RAM 未授权。"},
	}
}
