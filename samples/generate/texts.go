package main

import (
	"bytes"
	"encoding/csv"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// table is a file of delimited text.
func table(crlf bool, rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = crlf
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func contactsCSV() ([]byte, error) {
	rows := [][]string{{
		"contact_ref", "registrant_type", "name", "organization", "country", "province", "city", "address", "postal_code", "email",
		"tel_area", "telephone", "tel_ext", "zh_name", "zh_organization", "zh_province", "zh_city", "zh_address",
	}}
	all := append([]named{}, group...)
	all = append(all, named{"LABS-DE", "", labs}, named{"HANGZHOU", "", hangzhou}, named{"ENERGY-NO", "", energy})
	for _, n := range all {
		rows = append(rows, append([]string{n.ref}, n.cells()...))
	}
	return table(false, rows)
}

func transferCodesCSV() ([]byte, error) {
	rows := [][]string{{"domain", "action", "note"}}
	for _, d := range [][2]string{
		{"northwind-outlet.com", "lot 1"}, {"northwind-fashion.net", "lot 1"}, {"northwind-toys.com", "lot 1"}, {"northwind-garden.org", "lot 1"},
		{"northwind-shoes.com", "lot 1"}, {"northwind-clearance.com", "lot 2"}, {"northwind-discount.net", "lot 2"}, {"northwind-gifts.org", "lot 2"},
		{"northwind-stationery.com", "lot 2"}, {"bücher-nordwind.com", "lot 2, with an umlaut"}, {"北风商城.com", "lot 3"}, {"northwind-legacy-fail.net", "lot 3, disputed"},
	} {
		rows = append(rows, []string{d[0], "transfer-code", d[1]})
	}
	return table(false, rows)
}

func profilesCSV() ([]byte, error) {
	return table(false, [][]string{
		{"domain", "action", "contact_type", "profile_id", "transfer_lock", "instance_id", "note"},
		{"northwind-hotels.com", "update-profile", "registrant", "1000001", "no", "", ""},
		{"northwind-resorts.com", "update-profile", "registrant", "1000001", "no", "", ""},
		{"northwind-travel.net", "update-profile", "registrant", "1000001", "no", "", "these three go in one call"},
		{"northwind-tours.org", "update-profile", "registrant", "1000001", "yes", "", "wants the lock, so it goes alone"},
		{"northwind-museum.org", "update-profile", "tech", "1000002", "", "S20240000000017", "an instance id needs the call for one domain"},
		{"northwind-gallery.org", "update-profile", "admin,tech", "1000002", "", "", "two contacts, two calls, one after the other"},
		{"northwind-library.org", "update-profile", "admin,tech", "1000002", "", "", ""},
	})
}

// exportGB18030 is what a Chinese Excel writes as CSV.
func exportGB18030() ([]byte, error) {
	rows := [][]string{{
		"域名", "操作", "联系人类型", "转移锁", "注册人类型", "联系人", "单位", "国家", "省份", "城市", "地址", "邮编", "邮箱", "区号", "电话", "分机",
		"中文联系人", "中文单位", "中文省份", "中文城市", "中文地址", "负责部门", "备注",
	}}
	who := hangzhou
	who.kind = "企业"
	for _, d := range [][4]string{
		{"beifeng-wuliu.com", "注册人", "否", "总部主域名"}, {"beifeng-wuliu.net", "注册人", "否", ""}, {"beifeng-gongying.com", "注册人", "否", ""},
		{"beifeng-cangchu.com", "注册人", "否", "仓储"}, {"北风供应链.com", "注册人", "否", "中文域名"}, {"beifeng-kuaiyun.net", "管理,技术", "", "快运"},
		{"beifeng-lengchain.com", "管理,技术", "", "冷链，“夏季”项目"}, {"beifeng-bangong.org", "付费", "", ""},
	} {
		r := append([]string{d[0], "修改联系人", d[1], d[2]}, who.cells()...)
		rows = append(rows, append(r, "信息技术部", d[3]))
	}
	for _, d := range []string{"beifeng-dianshang.com", "beifeng-jiudian.net"} {
		r := append([]string{d, "获取转移密码", "", ""}, contact{}.cells()...)
		rows = append(rows, append(r, "资产处置", "转出给买方"))
	}
	r := append([]string{"beifeng-falv.com", "跳过", "注册人", ""}, contact{}.cells()...)
	rows = append(rows, append(r, "法务部", "诉讼期间请勿改动"))
	text, err := table(true, rows)
	if err != nil {
		return nil, err
	}
	return simplifiedchinese.GB18030.NewEncoder().Bytes(text)
}
