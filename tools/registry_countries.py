"""What the sources of countries leave out: the names that newspapers use. Facts of general knowledge, by ISO code."""

from __future__ import annotations

NAMES = {
    "USA": "United States", "GBR": "United Kingdom", "COD": "Democratic Republic of the Congo", "COG": "Republic of the Congo",
    "CIV": "Ivory Coast", "MMR": "Myanmar", "STP": "Sao Tome and Principe", "CZE": "Czech Republic", "MAC": "Macau", "TUR": "Turkey",
    "BHS": "Bahamas", "GMB": "Gambia", "SWZ": "Eswatini", "TLS": "East Timor", "VAT": "Vatican City", "BIH": "Bosnia and Herzegovina",
    "SJM": "Svalbard and Jan Mayen", "UMI": "United States Minor Outlying Islands", "VIR": "United States Virgin Islands",
}  # fmt: skip

ALIASES = {
    "USA": ["US", "U.S.", "USA", "U.S.A.", "America", "United States of America"],
    "GBR": ["UK", "U.K.", "Britain", "Great Britain"],
    "PRK": ["DPRK", "D.P.R.K."], "KOR": ["Republic of Korea", "ROK"],
    "RUS": ["Russian Federation"], "CHN": ["People's Republic of China", "PRC", "P.R.C.", "mainland China"], "TWN": ["Republic of China"],
    "IRN": ["Islamic Republic of Iran", "Islamic Republic"], "ARE": ["UAE", "U.A.E.", "Emirates"], "SAU": ["Kingdom of Saudi Arabia"],
    "COD": ["DR Congo", "DRC", "D.R. Congo", "Democratic Republic of Congo", "Congo-Kinshasa"],
    "COG": ["Congo-Brazzaville", "Congo Republic"], "CIV": ["Côte d'Ivoire"], "CZE": ["Czechia"], "TUR": ["Türkiye", "Turkiye"],
    "MMR": ["Burma"], "SWZ": ["Swaziland"], "TLS": ["Timor-Leste"], "CPV": ["Cabo Verde"], "MKD": ["Macedonia"], "BIH": ["Bosnia", "Bosnia-Herzegovina"],
    "VAT": ["Vatican", "Holy See"], "SYR": ["Syrian Arab Republic"], "NLD": ["Holland"], "PNG": ["Papua New Guinea"], "MAC": ["Macao"],
    "PSE": ["State of Palestine", "Palestinian territories", "Palestinian Territories"], "ZAF": ["RSA"], "NZL": ["Aotearoa"], "VNM": ["Viet Nam"],
    "IRL": ["Republic of Ireland"], "KGZ": ["Kirghizia"], "LKA": ["Ceylon"], "CAF": ["C.A.R."],
}  # fmt: skip

DEMONYMS = {
    "USA": ["American", "Americans"], "GBR": ["British", "Briton", "Britons"], "PRK": ["North Korean", "North Koreans"],
    "KOR": ["South Korean", "South Koreans"], "FRA": ["French", "Frenchman", "Frenchmen", "Frenchwoman"],
    "NLD": ["Dutch", "Dutchman", "Dutchwoman"], "IRL": ["Irish", "Irishman", "Irishmen", "Irishwoman"], "CHN": ["Chinese"], "NZL": ["New Zealander", "New Zealanders"],
    "CIV": ["Ivorian", "Ivorians", "Ivoirian"], "CAF": ["Central African"], "BWA": ["Botswanan", "Batswana", "Motswana"], "LSO": ["Basotho", "Mosotho"],
    "ARE": ["Emirati", "Emiratis"], "ARG": ["Argentine", "Argentines", "Argentinian", "Argentinians"], "SWZ": ["Swazi", "Swazis"], "CYP": ["Cypriot", "Cypriots"],
    "SRB": ["Serbian", "Serbians", "Serb", "Serbs"], "HRV": ["Croatian", "Croatians", "Croat", "Croats"], "SVN": ["Slovenian", "Slovenians", "Slovene", "Slovenes"],
    "BIH": ["Bosnian", "Bosnians"], "PSE": ["Palestinian", "Palestinians"], "TWN": ["Taiwanese"], "BRB": ["Barbadian", "Barbadians", "Bajan"],
    "SOM": ["Somali", "Somalis", "Somalian"], "XKX": ["Kosovan", "Kosovar", "Kosovars"], "KAZ": ["Kazakh", "Kazakhs", "Kazakhstani"], "BHS": ["Bahamian", "Bahamians"],
    "DNK": ["Danish", "Dane", "Danes"], "NPL": ["Nepali", "Nepalis", "Nepalese"], "PHL": ["Filipino", "Filipinos", "Filipina", "Philippine"], "ESH": ["Sahrawi", "Sahrawis"],
    "ESP": ["Spanish", "Spaniard", "Spaniards"], "SAU": ["Saudi", "Saudis"], "VAT": [], "HKG": ["Hong Konger", "Hong Kongers"], "SUR": ["Surinamese"],
    "COD": [], "COG": [], "KIR": ["I-Kiribati"], "GRL": ["Greenlandic", "Greenlander", "Greenlanders"], "MKD": ["Macedonian", "Macedonians"],
    "BGD": ["Bangladeshi", "Bangladeshis"], "MCO": ["Monegasque"], "BFA": ["Burkinabe", "Burkinabé"], "MDG": ["Malagasy", "Madagascan"],
    "DOM": [], "SPM": [], "REU": [], "JEY": [], "GGY": [], "IMN": ["Manx"], "LIE": ["Liechtensteiner"], "LUX": ["Luxembourger", "Luxembourgish"], "FSM": ["Micronesian"],
}  # fmt: skip

LOCAL_DEMONYMS = {
    "COD": ["Congolese"],
    "COG": ["Congolese"],
    "DOM": ["Dominican", "Dominicans"],
    "DMA": ["Dominican"],
    "PRK": ["Korean"],
    "KOR": ["Korean"],
}
"""Demonyms of more than one country: they count only where the country itself is named."""

LOCAL_NAMES = {"COD": ["Congo"], "COG": ["Congo"], "KOR": ["Korea"]}

SIDES = {"PRK": ("North", "cty:KOR"), "KOR": ("South", "cty:PRK"), "SSD": ("South", "cty:SDN"), "SDN": ("North", "cty:SSD")}

SEATS = {
    "RUS": ["Moscow"], "USA": ["Washington, D.C.", "Washington DC", "Washington D.C.", "Washington, DC"], "UKR": ["Kyiv", "Kiev"], "KAZ": ["Astana"], "TUR": ["Ankara"],
    "IND": ["New Delhi", "Delhi"], "ISR": ["Jerusalem"], "BDI": ["Gitega", "Bujumbura"], "CHN": ["Beijing"], "PSE": ["Ramallah"], "NLD": ["The Hague", "Amsterdam"], "SWZ": ["Mbabane"],
    "ZAF": ["Pretoria"], "BOL": ["La Paz"], "LKA": ["Colombo"], "MMR": ["Naypyidaw", "Naypyitaw"], "NGA": ["Abuja"], "CIV": ["Abidjan"], "TZA": ["Dodoma"], "XKX": ["Pristina"],
    "BRA": ["Brasilia", "Brasília"], "COL": ["Bogota", "Bogotá"], "PRY": ["Asuncion", "Asunción"], "CRI": ["San Jose", "San José"], "TON": ["Nuku'alofa"], "GNQ": ["Malabo"],
}  # fmt: skip
"""Capitals where the source has another or none, and further seats of government."""

ORDINARY = set(
    "Chair Cascade Cascades Falcon Batman Meta Pool Mono Gulf Plunge Ruse Oriental Maritime Ascension Collines Colonia Glacis Independencia Bong Mayo Kline Paul Isabel Leon "
    "Cesar Herrera Rivera Cortes Duarte Rodrigues Rocha Rivas Nelson Flores".split()
)
"""States and provinces whose name is first an ordinary word, a company's or a person's: read only beside other places of their country."""
EXTRA = [{"id": "cty:XKX", "name": "Kosovo", "type": "country", "country": "XKX"}]
"""Not in ISO 3166-1; XKX is the code in common use."""
