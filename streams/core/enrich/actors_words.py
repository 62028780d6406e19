"""English words that tell what a capitalised name beside them is. Lower case unless the capital is the point."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


CALENDAR = _set(
    "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Christmas Easter Ramadan GMT UTC EST EDT AM PM"
)

TITLES = _set(
    "President Premier Chancellor King Queen Prince Princess Emperor Empress Sultan Emir Pope Senator Sen Representative Rep Congressman Congresswoman Governor Gov "
    "Mayor Minister Secretary Ambassador Envoy Judge Justice General Gen Lieutenant Lt Colonel Col Major Maj Captain Capt Sergeant Sgt Corporal Cpl Private Pvt Spc Admiral Adm "
    "Commander Cmdr Marshal Brigadier Mr Mrs Ms Miss Dr Doctor Prof Professor Sir Lord Lady Dame Baroness Sheikh Sheik Ayatollah Imam Rabbi Bishop Archbishop Cardinal Father Rev Reverend "
    "Chairman Chairwoman Chairperson Chair Director Chief Speaker Spokesman Spokeswoman Spokesperson Coach Officer Detective Inspector Constable Superintendent Leader Commissioner Administrator "
    "Prime Vice Deputy Foreign Defense Defence Interior Finance Attorney Supreme Crown Assistant Under Undersecretary First Executive CEO Councillor Councilor Alderman MP Assemblyman Congressmember Patriarch "
    "Taoiseach Chancellor Treasurer Comptroller Sheriff Warden Honourable Honorable Mullah Maulana Swami Saint"
)
"""Capitalised words that stand before a person's name."""

ROLES = _set(
    "president premier chancellor king queen prince princess emperor sultan emir pope senator representative congressman congresswoman governor mayor minister secretary ambassador envoy judge "
    "justice general colonel major captain sergeant admiral commander marshal leader chief head boss director chairman chairwoman chairperson chair spokesman spokeswoman spokesperson analyst professor lawyer "
    "attorney activist journalist reporter correspondent author writer actor actress singer musician artist director striker midfielder defender goalkeeper forward coach manager lawmaker officer official "
    "economist scientist researcher expert historian founder co-founder executive prosecutor candidate nominee rival wife husband son daughter brother sister mother father widow editor columnist "
    "biologist doctor physician surgeon engineer strategist adviser advisor aide deputy dissident dictator strongman billionaire businessman businesswoman entrepreneur philosopher poet novelist "
    "filmmaker photographer astronaut cosmonaut pilot driver farmer teacher student resident neighbor neighbour owner investor trader fisherman nurse imam priest pastor bishop monk cleric warlord "
    "chemist physicist astronomer geologist psychologist sociologist politician diplomat legislator councillor councilman commissioner inspector detective sheriff captain champion winner runner swimmer banker baker chef cook shopkeeper trader broker organiser organizer campaigner consultant technician worker clerk lecturer researcher librarian veteran survivor victim suspect defendant gunman lawyer mediator negotiator envoy broadcaster presenter comedian rapper guitarist pianist composer conductor designer architect sculptor painter"
)
"""Words for what somebody is: before a name ("analyst Lena Orlova") or after it ("Lena Orlova, an analyst")."""

TITLE_PREFIX = _set("then former ex acting interim late outgoing incoming caretaker deputy vice then-president")

SAYING = _set(
    "said says say told tells added adds argued argues warned warns announced announces claimed claims stated states declared declares insisted insists denied denies accused accuses called "
    "urged urges vowed vows pledged pledges noted notes explained explains confirmed confirms acknowledged acknowledges admitted admits replied asked reported reports wrote writes tweeted testified recalled "
    "believes thinks suggested suggests commented concluded remarked stressed condemned condemns praised criticised criticized rejected rejects ordered signed met visited arrived resigned died"
)

ACTING = SAYING | _set(
    "is was has had wants wanted will would could may might must should does did plans planned seeks sought hopes hoped fears feared agreed agrees joined urged imposed imposes backed backs supports supported sent sends "
    "responded responds retaliated retaliates expelled recalled recognises recognizes recognised recognized considers considered regards views blamed blames demanded demands threatened threatens refused "
    "refuses offered offers decided decides launched launches continues continued faces pushed pushes opposed opposes approved approves expects expected seems "
    "signalled signaled hailed welcomed dismissed suspended lifted cut severed"
)
"""Verbs that take a government as their subject."""

ADDRESSED = _set(
    "offer offers offered urge urged urges urging tell told tells ask asked asks warn warned warns warning accuse accused accuses accusing press pressed presses blame blamed blames blaming give gave "
    "criticise criticised criticize criticized thank thanked defy defied anger angered alarm alarmed pressure pressured condemn condemned reassure reassured assure assured convince convinced persuade persuaded isolate isolated"
)
"""Verbs before a capital that make it a government: they are done to somebody."""

AT = _set(
    "in at near outside around across into inside through throughout over downtown central greater northern southern eastern western north south east west onto off reach reached left leave visit visited visiting via towards"
)
"""Words before a city that is meant as a place."""

WITH = _set("with between against among versus")
"""Words before a capital that is meant as a government, when it deals rather than lies somewhere."""

DEALINGS = _set(
    "pressure support aid help demand demands approval response reaction warning warnings sanctions criticism money weapons orders signal signals message messages concessions ties relations talks links "
    "diplomacy dialogue cooperation alliance tensions rivalry hostility loyal closer allied aligned"
)
"""Nouns before "from" or "to" and a capital that make it a government."""

POLICY = _set(
    "decision decisions demand demands policy policies stance position positions ally allies role claims claim support move moves efforts effort response reaction foreign nuclear military ambassador envoy "
    "government relations ties alliance interests interest influence strategy sanctions threat threats invasion war rule refusal plan plans call calls request offer proposal security commitment "
    "leaders leadership diplomats diplomacy top chief view concerns concern power aggression missile actions action pledge rejection rivals rival enemies dealings talks cooperation push arsenal programme program tests missiles exports troops forces army navy handling reluctance willingness desire intention intentions goal goals ambitions ambition agenda "
    "objection objections complaint complaints approval veto backing denial silence message warning warnings criticism condemnation pressure involvement intervention annexation diplomatic best close closest"
)
"""Words after "Washington's" that make it a government."""

ORG_HEADS = _set(
    "Party Ministry University College Institute Institution Agency Bank Inc Corp Corporation Ltd Limited LLC PLC plc AG GmbH SA NV SpA Group Company Co Council Committee Commission Court Union Association "
    "Foundation Front Army Navy Movement Federation Confederation League Club Society Organization Organisation Department Bureau Office Authority Administration Service Services Force Forces Brigade Brigades Guard Guards "
    "Corps Police Times Post News Gazette Tribune Herald Journal Daily Press Television Radio Broadcasting Network Media Airlines Airways Motors Industries Industry Systems Technologies Technology Holdings Partners Capital "
    "Pharmaceuticals Energy Petroleum Oil Electric Electronics Telecom Communications Insurance Securities Trust Fund Alliance Coalition Congress Parliament Senate Assembly Duma Knesset Bundestag Cabinet "
    "Academy School Hospital Museum Theatre Theater Orchestra Church Center Centre Laboratory Observatory Board Chamber Secretariat Tribunal Directorate Command Taskforce Consortium Initiative Lab Labs "
    "Tigers Cartel Militia Resistance Jihad Brotherhood Network Platform Caucus Parliamentary United FC Rovers Wanderers Athletic Ministry Entertainment Records Pictures Studios Software Foods Stores Lines Airline Railway Railways Ferries Shipping Logistics Steel Mining Brothers Bros Fund Watch Monitor Observatory"
)
"""Last (or first, before "of") words of the names of organisations."""

COMPANY_HEADS = _set(
    "Aerospace Automotive Bancorp Biotech Chemical Chemicals Computers Consulting Financial Healthcare Instruments Investments Laboratories Microsystems Newspapers Petrochemical Properties "
    "Publishing Semiconductor Semiconductors Solutions Telecommunications Utilities Ventures Wireless Magazine Observer Chronicle Examiner Inquirer Telegraph Weekly Bulletin Airplanes Aircraft "
    "Pharma Publications Productions Superstores Supermarkets Breweries Brewing Textiles Shipyard Shipyards Refinery Refineries Telekom Bankshares Bancshares Micro Hathaway Motorsport"
)
"""Last words of the names of companies and papers."""

TEAM_HEADS = _set(
    "Yankees Mets Dodgers Cubs Orioles Mariners Padres Marlins Astros Phillies Brewers Expos Patriots Dolphins Steelers Bengals Ravens Colts Jaguars Titans Broncos Raiders Chargers Redskins "
    "Packers Buccaneers Seahawks Celtics Raptors Pistons Pacers Hornets Nuggets Timberwolves Clippers Mavericks Canadiens Bruins Flyers Sabres Canucks Oilers "
    "Flames Blackhawks Bulls Lakers Knicks Bucks Giants Cowboys Royals Twins Braves Reds Rangers Athletics Rockies Eagles Falcons Panthers Vikings Bears Lions "
    "Rams Spurs Wizards Hawks Penguins Sox Jays Wallabies Brumbies Galaxy Dynamo Rovers Wanderers Albion Hotspur Argyle"
)
"""Last words of the names of sports teams, behind a place or another name: "Chicago Bulls"."""

FOREIGN_FIRST = _set(
    "Partido Partito Parti Partij Movimiento Movimento Mouvement Alianza Frente Fronte Unión Unione Liga Lega Ligue Izquierda Bloque Bloco Rassemblement Bündnis Hizb Jamaat Jamiat Banco Banca Banque "
    "Compagnie Compañía Société Universidad Università Université Universität Instituto Istituto Fundación Fondation Fondazione Ansar Harakat Jaish Lashkar Tehrik"
)
"""Words that begin the names of parties, banks, companies and schools in other languages."""

FOREIGN_LAST = _set(
    "Partisi Partei Partiet Sabha Mahasabha Parishad Morcha Samiti Sangh Dal Sangathan Bewegung Verband Universität Zeitung Blad Bladet"
)
"""Last words of such names."""

OF_HEADS = _set(
    "Ministry University College Institute Bank Department Bureau Office Council Committee Commission Court Union Association Foundation Front Army Movement Federation Confederation League Society Organization "
    "Organisation Party Academy School House Board Chamber Church Centre Center Museum Assembly Alliance Congress Corps Conference Secretariat Tribunal Confederation Community Commonwealth Coalition Authority Agency Museum Sons Daughters"
)
"""Words that begin an organisation's name when "of" or "for" follows: "Institute for Strategic Studies"."""

CORPORATE = _set("Inc Corp Ltd LLC PLC plc AG GmbH NV SpA Co Limited Corporation Holdings")

LOC_HEADS = _set(
    "River Lake Mount Mountain Mountains Island Islands Province County City Sea Ocean Street Road Avenue Square Bridge Airport Bay Gulf Strait Straits Valley Desert District State Peninsula Coast Cape Canal "
    "Beach Hills Hill Heights Forest Park Village Town Port Harbor Harbour Channel Falls Glacier Plateau Basin Delta Region Territory Prefecture Oblast Stadium Palace Plaza Boulevard Highway Isle Isles Reef Archipelago Camp Border Governorate"
)

GOVERNMENT = _set(
    "Ministry Parliament Government Senate Congress Cabinet Army Navy Police Embassy Constitution Assembly President Supreme Court Foreign Defense Defence Interior Air Central Bank House"
)
"""What follows a demonym without making one name of the two: "Kenyan Parliament" names Kenya and its parliament."""

PARTICLES = _set("de da do dos das del della di du des la le van von der den ten ter bin ibn al el ben bint abu e y af av zu")
"""Lower-case words inside a person's name."""

FAMILY_FIRST = _set(
    "Kim Lee Park Choi Jung Jang Yoon Moon Han Kang Cho Ri Pak Hwang Xi Li Wang Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Hu Zhu Gao Lin Guo Ma Luo Zheng Deng Jiang Mao Hun Tsai Ko Song Shin Seo Kwon"
)
"""Family names that stand first, by far the most frequent Korean and Chinese ones."""

PEOPLES = _set(
    "Roman Catholic Catholics Muslim Muslims Christian Christians Jewish Jew Jews Sunni Sunnis Shiite Shiites Shi'ite Shi'ites Shia Islamic Islamist Islamists Islam Buddhist Hindu Sikh Orthodox Protestant "
    "Arab Arabs Kurdish Kurd Kurds Western Soviet African Africans European Europeans Asian Asians Latin Hispanic Latino Arabic English Mandarin Persian Tamil Tutsi Hutu Rohingya Uyghur Tibetan Chechen Scottish "
    "Welsh Catalan Basque Christianity Judaism Buddhism Hinduism Internet Bible Koran Quran Parliament Congress Web Wikipedia Antarctic"
)
"""Peoples, faiths and languages, and other capitalised words that are no place's or person's name."""

NO_PERSON = TITLES & _set("Prime Foreign Defense Defence Interior Finance Supreme First Vice Deputy Executive Under Assistant Crown Saint")
"""Words of titles that need another one: "Defense" is none, "Defense Secretary" is."""

ALSO_FAMILY = _set("King Prince Bishop Major Dean Marshal Judge Pope Lord Earl Chancellor Chief")
"""Titles that are family names too, behind a given name: Billie Jean King."""

THINGS = _set(
    "Act Bill Law Garden Gardens Dome Mosque Cathedral Temple Shrine Pro Prize Award Awards Cup Games Championship Championships Series Tour Festival Week War Wars Treaty Accord Accords Agreement Protocol "
    "Plan Deal Summit Report Code Doctrine Program Programme Project Operation Amendment Constitution Revolution Massacre Hurricane Storm Tower Towers Building Memorial Monument Arena Zone Crossing "
    "Mission Station Reactor Plant Model Edition Version Airlines Avenue Awards Bowl Marathon Declaration Convention Resolution Fund Era Effect Lion Administration"
)
"""Last words of the names of things: no person is called so."""

ABBREVIATED = _set("Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun")
"""Of the calendar only where a stop or a number follows: "Jan. 5", not Jan Peter Balkenende."""

ALSO_GIVEN_MONTHS = _set("March April May June August")
"""Months that are given or family names too."""

WEEKDAYS = _set("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
"""So rare as names that only a title or a role beside them makes them one."""

ALSO_GIVEN = _set(
    "Chad Jordan Georgia Israel Paris Sydney Austin Charlotte Florence Victoria Madison Brooklyn Dallas Savannah Chelsea Virginia Milan Orlando Santiago Jackson Lincoln Houston Phoenix Denver Kent Troy "
    "Adelaide Alexandria Salvador Dakota Carolina London Malta Holland"
)
"""Countries and cities that are given names too, when a capitalised word follows."""

UNNAMED_TITLES = _set(
    "Prime Foreign Defense Defence Interior Finance Supreme First Vice Deputy Executive Under Assistant Crown Attorney Chief Saint Private General"
)
"""Titles that make no person of the word behind them on their own: "Supreme Court", "General Assembly"."""

JOINED = _set(
    "led based backed born style era made like wide bound run owned controlled held friendly sponsored supported occupied brokered speaking trained linked mediated produced"
)
"""What follows a name and a hyphen without being a part of the name: "US-led"."""

SUFFIXES = _set("Jr Sr II III IV")

FUNCTION = _set(
    "I The A An And But Or In On At Of For To By From With As If It He She They We You This That These Those His Her Their Its Our My Your What When Where Why How Who There Then No Not"
)
"""No name begins with these, wherever they stand."""

COMMON = _set(
    "the a an this that these those it its he she they we you i his her their our your my who what when where why how which whose and or but nor so yet if as at by for from in into of off on onto out over to up "
    "with within without about above across after against along among around because before behind below beneath beside between beyond despite down during except inside like near since than though through "
    "throughout till toward towards under until unless unlike upon via while whereas whether also although however meanwhile moreover nevertheless nonetheless otherwise still then there therefore thus too "
    "here now today yesterday tomorrow tonight later earlier recently once twice again already always never often sometimes usually perhaps maybe indeed instead even just only both either neither each every "
    "all any some many much more most few fewer less several such other another same no none not one two three four five six seven eight nine ten first second third last next new old former late early "
    "is are was were be been being am do does did done have has had having can could may might must shall should will would let make made take taken get got give given say said says told asked according "
    "based given including following regarding concerning additionally finally initially similarly generally specifically officials experts analysts critics observers people police authorities residents "
    "government state states country countries president minister prime leader news reports report sources source yes well oh please thanks dear hello hi see read click watch follow photo image file video update "
    "breaking exclusive opinion analysis editorial share copyright about world national international local federal public private chief high top great good big long short young little own right left north south "
    "east west northern southern eastern western central human rights climate change trade war peace security health care education"
)
"""Words that say nothing by a capital at the start of a sentence, and are no name."""

SAME_AS_WORDS = _set("US IT WHO AU AP PM NO AN AS AT OR IN SO IS UP IF US AID CAN ICE ACT AGE MAY")
"""Acronyms that are common words in capitals: not read where everything is in capitals."""
