package ingest

// foreignNames are headers in German, French, Spanish, Italian, Portuguese,
// Japanese, Korean and Russian, separated by semicolons. Words that also mean
// something else in such a sheet (Estado, the state of a country or of a
// domain) are left out, as are those for a part of a name.
var foreignNames = map[Field]string{
	FieldDomain: "Domäne;Domänen;Domänenname;Domainnamen;domaine;domaines;nom de domaine;noms de domaine;dominio;dominios;nombre de dominio;nombres de dominio;" +
		"nome dominio;nome del dominio;domini;domínios;nome de domínio;nome do domínio;ドメイン;ドメイン名;ドメインネーム;도메인;도메인 이름;도메인명;домен;домены;доменное имя;имя домена",
	FieldAction:      "Aktion;Vorgang;opération;acción;operación;azione;operazione;ação;operação;アクション;処理;작업;действие;операция",
	FieldContactType: "Kontaktart;Kontakttyp;Art des Kontakts;type de contact;tipo de contacto;tipo di contatto;tipo de contato;連絡先種別;連絡先区分;연락처 유형;тип контакта",
	FieldName: "vollständiger Name;Ansprechpartner;Kontaktperson;Name des Inhabers;nom;nom complet;nom du contact;nom du titulaire;nombre;nombre completo;nombre del titular;" +
		"nombre y apellidos;persona de contacto;nome;nome completo;nominativo;nome e cognome;氏名;名前;お名前;担当者;担当者名;登録者名;이름;성명;담당자;имя;фио;ф и о;контактное лицо",
	FieldOrganization: "Firma;Firmenname;Unternehmen;Unternehmensname;Firmierung;société;entreprise;raison sociale;organisme;nom de la société;empresa;compañía;organización;" +
		"razón social;nombre de la empresa;azienda;società;ragione sociale;organizzazione;organização;razão social;nome da empresa;会社;会社名;社名;組織;組織名;法人名;団体名;企業名;" +
		"회사;회사명;조직;단체명;организация;компания;название организации",
	FieldCountry:  "Land;Ländercode;Länderkürzel;Staat;pays;code pays;code du pays;país;código de país;código país;código del país;paese;nazione;codice paese;国;国名;国コード;국가;국가코드;страна;код страны iso",
	FieldProvince: "Bundesland;Bundesstaat;Kanton;Provinz;région;canton;provincia;comunidad autónoma;regione;província;都道府県;県名;州名;시도;область;регион;край",
	FieldCity:     "Ort;Stadt;Wohnort;ville;commune;ciudad;localidad;población;municipio;città;comune;cidade;município;市区町村;市町村;市区;都市;시군구;도시;город",
	FieldAddress: "Anschrift;Adresse;Straße;Strasse;Straße und Hausnummer;Straße Hausnummer;Straße Nr;Straße und Nr;Postanschrift;adresse postale;rue;adresse 1;dirección;calle;" +
		"domicilio;dirección postal;indirizzo;via;endereço;rua;morada;住所;番地;町名番地;所在地;주소;адрес;улица",
	FieldPostalCode: "PLZ;Postleitzahl;code postal;codes postaux;código postal;C P;cap;codice postale;codice di avviamento postale;cep;código de endereçamento postal;" +
		"郵便番号;우편번호;индекс;почтовый индекс",
	FieldEmail: "E-Mail-Adresse;Emailadresse;Mailadresse;courriel;adresse e-mail;adresse mail;adresse électronique;adresse courriel;mél;correo;correo electrónico;" +
		"dirección de correo;dirección de correo electrónico;posta elettronica;indirizzo email;indirizzo e-mail;e-mail di contatto;correio eletrônico;correio eletrónico;endereço de e-mail;" +
		"メール;メールアドレス;電子メール;eメール;이메일;이메일 주소;전자우편;почта;электронная почта;эл почта;адрес электронной почты",
	FieldTelArea: "Ländervorwahl;Laendervorwahl;Landesvorwahl;internationale Vorwahl;indicatif;indicatif pays;indicatif téléphonique;prefijo internacional;prefijo de país;" +
		"prefisso internazionale;código do país telefone;indicativo;国番号;電話国番号;국가번호;код страны телефона",
	FieldTelephone: "Telefon;Telefonnummer;Telefonnr;Telefon Nr;Tel Nr;Rufnummer;Mobil;Mobiltelefon;Mobilnummer;Handy;Handynummer;téléphone;tél;numéro de téléphone;n° de téléphone;" +
		"portable;téléphone portable;teléfono;número de teléfono;móvil;teléfono móvil;celular;telefono;numero di telefono;cellulare;telefone;número de telefone;telemóvel;" +
		"電話番号;携帯;携帯電話;携帯番号;携帯電話番号;連絡先電話番号;전화;전화번호;휴대폰;휴대전화;телефон;номер телефона;мобильный телефон",
	FieldTelExt: "Durchwahl;Nebenstelle;extensión;anexo;interno;ramal;内線;内線番号;내선;내선번호;добавочный",
	FieldNote: "Bemerkung;Bemerkungen;Anmerkung;Anmerkungen;Notiz;Notizen;Kommentar;remarque;remarques;commentaire;commentaires;nota;notas;observaciones;comentario;comentarios;" +
		"osservazioni;commento;note interne;observações;observação;comentário;備考;メモ;備考欄;비고;메모;примечание;комментарий",
}
