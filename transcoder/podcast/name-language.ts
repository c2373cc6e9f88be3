/** ISO 639-2/T by ISO 639-1, for the languages that podcasts are made in; tags of files know only three letters. */
const THREE_LETTERS: ReadonlyMap<string, string> = new Map(
  `af:afr am:amh ar:ara az:aze be:bel bg:bul bn:ben bs:bos ca:cat cs:ces cy:cym da:dan de:deu el:ell en:eng eo:epo es:spa
   et:est eu:eus fa:fas fi:fin fo:fao fr:fra fy:fry ga:gle gd:gla gl:glg gu:guj ha:hau he:heb hi:hin hr:hrv hu:hun
   hy:hye id:ind ig:ibo is:isl it:ita ja:jpn ka:kat kk:kaz km:khm kn:kan ko:kor ku:kur la:lat lb:ltz lo:lao lt:lit
   lv:lav mk:mkd ml:mal mn:mon mr:mar ms:msa mt:mlt my:mya nb:nob ne:nep nl:nld nn:nno no:nor pa:pan pl:pol ps:pus
   pt:por ro:ron ru:rus si:sin sk:slk sl:slv so:som sq:sqi sr:srp sv:swe sw:swa ta:tam te:tel th:tha tl:tgl tr:tur
   uk:ukr ur:urd uz:uzb vi:vie yo:yor zh:zho zu:zul`
    .split(/\s+/)
    .map((pair) => pair.split(':') as [string, string]),
);

/** A BCP 47 tag's language in three letters; `und` for what has no such name. */
export function nameLanguage(tag: string): string {
  const language = tag.split('-')[0]?.toLowerCase() ?? '';
  return /^[a-z]{3}$/.test(language) ? language : (THREE_LETTERS.get(language) ?? 'und');
}
