package ingest

import (
	"strconv"
	"strings"
)

// dateWords are the words by which a language shows parts of a date, each
// list with a blank between its words and _ for a blank inside of one.
type dateWords struct {
	months      string
	monthsOfDay string // beside a day, "" when they are the same
	short       string // months
	days        string // of the week, from Sunday
	shortDays   string
}

// datesOf are the languages that formats name besides those of East Asia, by
// the low ten bits of the number that a format carries.
var datesOf = map[uint16]*dateWords{
	0x02: {"януари февруари март април май юни юли август септември октомври ноември декември", "", "яну фев мар апр май юни юли авг сеп окт ное дек",
		"неделя понеделник вторник сряда четвъртък петък събота", "нд пн вт ср чт пт сб"},
	0x03: {"gener febrer març abril maig juny juliol agost setembre octubre novembre desembre", "", "gen. febr. març abr. maig juny jul. ag. set. oct. nov. des.",
		"diumenge dilluns dimarts dimecres dijous divendres dissabte", "dg. dl. dt. dc. dj. dv. ds."},
	0x05: {"leden únor březen duben květen červen červenec srpen září říjen listopad prosinec", "ledna února března dubna května června července srpna září října listopadu prosince",
		"I II III IV V VI VII VIII IX X XI XII", "neděle pondělí úterý středa čtvrtek pátek sobota", "ne po út st čt pá so"},
	0x06: {"januar februar marts april maj juni juli august september oktober november december", "", "jan feb mar apr maj jun jul aug sep okt nov dec",
		"søndag mandag tirsdag onsdag torsdag fredag lørdag", "søn man tir ons tor fre lør"},
	0x07: {"Januar Februar März April Mai Juni Juli August September Oktober November Dezember", "", "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
		"Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag", "So Mo Di Mi Do Fr Sa"},
	0x08: {"Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου", "",
		"Ιαν Φεβ Μαρ Απρ Μαϊ Ιουν Ιουλ Αυγ Σεπ Οκτ Νοε Δεκ", "Κυριακή Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο", "Κυρ Δευ Τρι Τετ Πεμ Παρ Σαβ"},
	0x0a: {"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", "", "ene feb mar abr may jun jul ago sep oct nov dic",
		"domingo lunes martes miércoles jueves viernes sábado", "dom lun mar mié jue vie sáb"},
	0x0b: {"tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu",
		"tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
		"tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu", "sunnuntai maanantai tiistai keskiviikko torstai perjantai lauantai", "su ma ti ke to pe la"},
	0x0c: {"janvier février mars avril mai juin juillet août septembre octobre novembre décembre", "", "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
		"dimanche lundi mardi mercredi jeudi vendredi samedi", "dim. lun. mar. mer. jeu. ven. sam."},
	0x0e: {"január február március április május június július augusztus szeptember október november december", "", "I. II. III. IV. V. VI. VII. VIII. IX. X. XI. XII.",
		"vasárnap hétfő kedd szerda csütörtök péntek szombat", "V H K Sze Cs P Szo"},
	0x10: {"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre", "", "gen feb mar apr mag giu lug ago set ott nov dic",
		"domenica lunedì martedì mercoledì giovedì venerdì sabato", "dom lun mar mer gio ven sab"},
	0x12: {"January February March April May June July August September October November December", "", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
		"일요일 월요일 화요일 수요일 목요일 금요일 토요일", "일 월 화 수 목 금 토"},
	0x13: {"januari februari maart april mei juni juli augustus september oktober november december", "", "jan feb mrt apr mei jun jul aug sep okt nov dec",
		"zondag maandag dinsdag woensdag donderdag vrijdag zaterdag", "zo ma di wo do vr za"},
	0x14: {"januar februar mars april mai juni juli august september oktober november desember", "", "jan. feb. mars april mai juni juli aug. sep. okt. nov. des.",
		"søndag mandag tirsdag onsdag torsdag fredag lørdag", "sø. ma. ti. on. to. fr. lø."},
	0x15: {"styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień",
		"stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
		"I II III IV V VI VII VIII IX X XI XII", "niedziela poniedziałek wtorek środa czwartek piątek sobota", "niedz. pon. wt. śr. czw. pt. sob."},
	0x16: {"janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro", "", "jan fev mar abr mai jun jul ago set out nov dez",
		"domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado", "dom seg ter qua qui sex sáb"},
	0x18: {"ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie", "", "ian febr mar apr mai iun iul aug sept oct nov dec",
		"duminică luni marţi miercuri joi vineri sâmbătă", "D L Ma Mi J V S"},
	0x19: {"Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
		"янв фев мар апр май июн июл авг сен окт ноя дек", "воскресенье понедельник вторник среда четверг пятница суббота", "Вс Пн Вт Ср Чт Пт Сб"},
	0x1a: {"siječanj veljača ožujak travanj svibanj lipanj srpanj kolovoz rujan listopad studeni prosinac",
		"siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenog prosinca",
		"sij velj ožu tra svi lip srp kol ruj lis stu pro", "nedjelja ponedjeljak utorak srijeda četvrtak petak subota", "ned pon uto sri čet pet sub"},
	0x1b: {"január február marec apríl máj jún júl august september október november december",
		"januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
		"I II III IV V VI VII VIII IX X XI XII", "Nedeľa Pondelok Utorok Streda Štvrtok Piatok Sobota", "Ne Po Ut St Št Pi So"},
	0x1d: {"januari februari mars april maj juni juli augusti september oktober november december", "", "jan feb mar apr maj jun jul aug sep okt nov dec",
		"söndag måndag tisdag onsdag torsdag fredag lördag", "sö må ti on to fr lö"},
	0x1e: {"มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม", "",
		"ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.", "อาทิตย์ จันทร์ อังคาร พุธ พฤหัสบดี ศุกร์ เสาร์", "อา. จ. อ. พ. พฤ. ศ. ส."},
	0x1f: {"Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık", "", "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
		"Pazar Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi", "Paz Pzt Sal Çar Per Cum Cmt"},
	0x21: {"Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember", "", "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
		"Minggu Senin Selasa Rabu Kamis Jumat Sabtu", "Min Sen Sel Rab Kam Jum Sab"},
	0x22: {"Січень Лютий Березень Квітень Травень Червень Липень Серпень Вересень Жовтень Листопад Грудень",
		"січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
		"січ лют бер квт трв чер лип сер вер жов лис гру", "неділя понеділок вівторок середа четвер п'ятниця субота", "Нд Пн Вт Ср Чт Пт Сб"},
	0x24: {"januar februar marec april maj junij julij avgust september oktober november december", "", "jan feb mar apr maj jun jul avg sep okt nov dec",
		"nedelja ponedeljek torek sreda četrtek petek sobota", "ned pon tor sre čet pet sob"},
	0x25: {"jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember", "", "jaan veebr märts apr mai juuni juuli aug sept okt nov dets",
		"pühapäev esmaspäev teisipäev kolmapäev neljapäev reede laupäev", "P E T K N R L"},
	0x26: {"janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris", "", "jan feb mar apr mai jūn jūl aug sep okt nov dec",
		"svētdiena pirmdiena otrdiena trešdiena ceturtdiena piektdiena sestdiena", "Sv P O T C Pk S"},
	0x27: {"sausis vasaris kovas balandis gegužė birželis liepa rugpjūtis rugsėjis spalis lapkritis gruodis",
		"sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
		"Sau Vas Kov Bal Geg Bir Lie Rgp Rgs Spl Lap Grd", "sekmadienis pirmadienis antradienis trečiadienis ketvirtadienis penktadienis šeštadienis", "Sk Pr An Tr Kt Pn Št"},
	0x2a: {"Tháng_01 Tháng_02 Tháng_03 Tháng_04 Tháng_05 Tháng_06 Tháng_07 Tháng_08 Tháng_09 Tháng_10 Tháng_11 Tháng_12", "",
		"Tháng_01 Tháng_02 Tháng_03 Tháng_04 Tháng_05 Tháng_06 Tháng_07 Tháng_08 Tháng_09 Tháng_10 Tháng_11 Tháng_12",
		"Chủ_Nhật Thứ_Hai Thứ_Ba Thứ_Tư Thứ_Năm Thứ_Sáu Thứ_Bảy", "Chủ_Nhật Thứ_Hai Thứ_Ba Thứ_Tư Thứ_Năm Thứ_Sáu Thứ_Bảy"},
	0x3e: {"Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember", "", "Jan Feb Mac Apr Mei Jun Jul Ogos Sep Okt Nov Dis",
		"Ahad Isnin Selasa Rabu Khamis Jumaat Sabtu", "Ahd Isn Sel Rab Kha Jum Sab"},
}

// languageTags are the short names of the same languages, which newer
// programs write in place of the number.
var languageTags = map[string]uint16{
	"bg": 0x02, "ca": 0x03, "zh": 0x04, "cs": 0x05, "da": 0x06, "de": 0x07, "el": 0x08, "es": 0x0a, "fi": 0x0b, "fr": 0x0c, "hu": 0x0e, "it": 0x10,
	"ja": 0x11, "ko": 0x12, "nl": 0x13, "nb": 0x14, "nn": 0x14, "no": 0x14, "pl": 0x15, "pt": 0x16, "ro": 0x18, "ru": 0x19, "hr": 0x1a, "sk": 0x1b,
	"sv": 0x1d, "th": 0x1e, "tr": 0x1f, "id": 0x21, "uk": 0x22, "sl": 0x24, "et": 0x25, "lv": 0x26, "lt": 0x27, "vi": 0x2a, "ms": 0x3e,
}

// formatLocale is what a format says behind the dash of [$…-…]: a language
// and its country, the calendar, and the digits.
type formatLocale struct {
	language uint16 // the low ten bits of code, or from a tag
	code     uint16 // language and country, 0 when a tag said it
	calendar byte
	digits   byte
	tag      string
}

func parseLocale(s string) formatLocale {
	if n, err := strconv.ParseUint(s, 16, 32); err == nil {
		return formatLocale{language: uint16(n) & 0x3ff, code: uint16(n), calendar: byte(n >> 16), digits: byte(n >> 24)}
	}
	first, _, _ := strings.Cut(s, "-")
	return formatLocale{language: languageTags[first], tag: s}
}

// traditional reports whether Chinese is that of Taiwan, Hong Kong or Macau.
func (l formatLocale) traditional() bool {
	switch l.code {
	case 0x404, 0xc04, 0x1404, 0x7c04:
		return true
	}
	for _, place := range []string{"zh-tw", "zh-hk", "zh-mo", "zh-hant"} {
		if strings.HasPrefix(l.tag, place) {
			return true
		}
	}
	return false
}

// word is one word of a list.
func word(list string, i int) string { return strings.ReplaceAll(strings.Fields(list)[i], "_", " ") }
