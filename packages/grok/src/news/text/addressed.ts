/**
 * Tells texts that speak to a machine, or to whoever operates it, instead of telling what happened. An article that does so
 * is quoted nowhere: what it wants said would be said.
 */
const ORDERS: readonly RegExp[] = [
  // To forget what it was told.
  /\b(ignore|disregard|forget|override|bypass|skip|discard|drop)\b.{0,60}\b(instructions?|prompts?|rules?|guidelines?|directives?|polic(y|ies)|safeguards?|filters?|guardrails?|training|context|everything (above|before)|(previous|prior|earlier|above) (text|content|messages?|sources?|articles?|stor(y|ies)))\b/i,
  /\b(ignore|disregard|forget|override|discard|delete)\b.{0,30}\b(articles?|stor(y|ies)|sources?|texts?|reports?|content|items?|messages?) (above|before|below|so far|elsewhere)\b/i,
  /(^|[.!?:]\s+|\n)["“'(\s]*(ignore|disregard|override)\s/im,
  // An order, as no sentence of news begins.
  /(^|[.!?:]\s+|\n)["“'(\s]*(please )?(write|say|print|output|respond|reply|repeat|cite|quote|mention|summari[sz]e|translate|execute|append|insert|pretend|reveal|assume|remember|tell|instruct|obey|comply|recommend)\s+(the|this|that|a|an|all|any|every|only|nothing|exactly|in|as|to|with|your|me|us|it|them|always|["“'‘«])/im,
  /\b(new|updated|revised|hidden|secret|real|following|special|important) (system )?(instructions?|prompt|directives?|task|orders?)\b\s*(:|for (the )?(ai|assistants?|models?|summari[sz]ers?|bots?|machines?|llms?|readers? that))/i,
  /\b(your|this|my) (system|developer|hidden|initial) (prompt|message|instructions?)\b|\b(system|developer|hidden) (prompt|message|instructions?)\s*[:=>]/i,
  // To be somebody else, or to act.
  /\b(you are|you're|act as|behave as|pretend to be|roleplay as|from now on,? you)\b.{0,40}\b(now|an? (ai|assistant|model|chatbot|bot|admin\w*|root|dan)|in (developer|admin|debug|god) mode|unrestricted|free of)\b/i,
  /\bas an? (ai|artificial intelligence|language model|llm|assistant|automated (reader|system|summari[sz]er))\b.{0,60}\b(you|must|should|please|always|will)\b/i,
  /\b(dear|attention|note to|notice to|hey|hello|message (to|for)|instructions? (to|for)|if you are)\b.{0,20}\b(an? |the |any |all )?(ai|a\.i\.|llms?|assistants?|chatbots?|language models?|summari[sz](er|ers|ing|ation)|crawlers?|bots?|news ?bots?|automated (reader|system)s?|machines?|grok|chatgpt|claude|gemini|gpt)\b/i,
  /\b(assistants?|ais?|llms?|chatbots?|language models?|summari[sz]ers?|aggregators?|bots?|grok|chatgpt|claude|gemini)\b[,:]?\s+(must|should|shall|has to|have to|need to|are (required|instructed|ordered|told)|is (required|instructed|ordered|told)|please|will now)\b.{0,60}\b(say|state|write|report|print|output|add|include|cite|rank|tell|reply|respond|answer|summari[sz]e|call|run|execute|send|delete|follow|publish|omit|replace|mention|quote|link|visit|open|treat|mark|put|promote)\b/i,
  /\b(reply|respond|answer|output|print|say|repeat|write|return|begin|end|start)\b.{0,20}\b(only|exactly|verbatim|with the (word|words|phrase|following|text|string)|the following|in (all )?caps)\b/i,
  /\b(reveal|leak|expose|exfiltrate|print|output|disclose|send( me| us)?|show( me| us)?|post|email|upload)\b.{0,40}\b(system prompt|your (instructions|prompt|rules|keys?|secrets?|configuration|memory)|api[- ]?keys?|passwords?|credentials|environment variables?|tokens?|secrets?|\.env|chat history|conversation|private keys?)\b/i,
  /\b(call|invoke|use|run|execute|trigger)\b.{0,20}\b(the |this |a |your )?([\w.]+\(|`|(tools?|functions?|commands?|plugins?|shell|curl|wget|bash|python|rm -rf|operation) ?\b.{0,40}\b(with|to|and|now|named|on|called|immediately)\b)/i,
  /\b(rm -rf|sudo |curl -|wget |powershell|eval\(|os\.system|subprocess|drop table|delete from|<\?php|document\.cookie|javascript:|data:text)/i,
  // To be shown in another way than its worth.
  /\b(cite|credit|rank|list|place|put|feature|promote|mark|label|flag|treat|count|classify|present|publish|quote|include|insert|add|append)\b.{0,30}\b(this|our|the following|these|it)\b.{0,50}\b(as (the )?(first|top|only|main|lead|verified|confirmed|trusted|most|fact|true|independent)|at the top|first|above all|in (the|your|every|all|any|each) (digests?|summar(y|ies)|answers?|repl(y|ies)|citations?|stor(y|ies)|responses?|outputs?|topics?)|to (the|your|every|all) (digests?|summar(y|ies)|answers?|repl(y|ies)|stor(y|ies)|outputs?|topics?))\b/i,
  /\b(do not|don't|never|avoid|stop) (mention|cit(e|ing)|report(ing)?|quot(e|ing)|show(ing)?|includ(e|ing)|us(e|ing)|trust(ing)?|summari[sz](e|ing)|flag(ging)?)\b.{0,60}\b(sources?|articles?|competitors?|others?|outlets?|single[- ]source|disputed|flags?|stor(y|ies)|warnings?)\b/i,
  /\b(your|the) (summary|digest|answer|reply|response|output|citation|headline)\b.{0,30}\b(must|should|shall|has to|needs to|will) (say|state|include|contain|read|begin|end|be|mention|link|start|have|cite)\b/i,
  /\b(when|if|while) (you )?(summari[sz]\w*|process\w*|pars\w*|read\w*|digest\w*|index\w*|quot\w*|cit\w*)\b.{0,40}\b(this|the following|our) (article|text|page|item|feed|story|piece|content|post)\b/i,
  /\b(tell|inform|convince|assure|remind|warn|advise|ask) (the|your) (users?|readers?|humans?|operators?|person)\b.{0,60}\b(that|to|about|this|their)\b/i,
  // In the marks of prompts and calls.
  /<\|?\/?(im_start|im_end|system|assistant|user|endoftext|tool_call|function_call|instructions?|prompt)\b/i,
  /\[\/?(INST|SYS|SYSTEM|ASSISTANT|USER|TOOL|INSTRUCTIONS?)\]|<<\/?SYS>>|###\s*(system|instructions?|assistant|user|human|response)|^\s*(system|assistant|developer|user|human|tool|ai)\s*:/im,
  /\b(BEGIN|END|START) (OF )?(SYSTEM|PROMPT|INSTRUCTIONS?|ADMIN|OVERRIDE|TOOL|CONTEXT|USER|ARTICLE)\b/,
  /["']?(tool|function|name|role|tool_calls?|arguments|operation)["']?\s*:\s*["'{[]/i,
  /\[\[[^\]]*\]\]|\{\{[^}]*\}\}|!\[[^\]]*\]\(|\]\(\s*[a-z]+:/i,
  /\b(do anything now|admin override|override code|sudo mode|maintenance mode|debug mode)\b/i,
  /\b(cite|credit|quote|rank|label|mark|treat)\b.{1,60}\bas (an? |the |being )?(verified|confirmed|trusted|first|true|facts?|only|main|top|official|independent|undisputed|proven)\b/i,
  // Codes that carry an order past whoever reads: base64, hex.
  /\b(base64|rot13|decode (this|the following)|hex[- ]encoded)\b/i,
  /[A-Za-z0-9+/]{48,}={0,2}|(?:[0-9a-f]{2}\s?){32,}/,
  // German, French, Spanish, Italian, Portuguese.
  /\b(ignorier\w*|vergiss|vergessen sie|missachte\w*|überschreib\w*|umgeh\w*)\b.{0,60}\b(anweisung\w*|regeln?|vorgaben?|instruktion\w*|befehle?|prompts?|obige\w*|vorherige\w*|bisherige\w*)\b/i,
  /\b(ignor(?:e[rzn]?|a[dr]?|ate|are|i)|oublie[rz]?|néglige[rz]?|outrepasse[rz]?|contourne[rz]?|olvid(?:a[dr]?|e[n]?)|omit(?:a[dr]?|e[n]?)|anul(?:a[dr]?|e[n]?)|dimentica(?:re|te)?|esque[cç]a?)(?![\p{L}]).{0,60}(instruction|consigne|règle|directive|instruccion|regla|indicacion|istruzion|regole|instruç|regras)/iu,
  /\b(du bist|sie sind|tu es|vous êtes|eres|usted es) (jetzt|nun|ab sofort|ein|eine|désormais|maintenant|un|une|ahora)\b.{0,40}\b(assistent\w*|ki|modell?|assistante?|ia|modèle|asistente|modelo|bot)\b/i,
  /\b(antworte\w*|gib\b.{0,10}\baus|schreibe?|sage?|réponds|répondez|écris|écrivez|affiche\w*|responde|escribe|di|imprime|muestra)\b.{0,30}\b(nur|ausschließlich|genau|wörtlich|uniquement|seulement|exactement|solo|sólo|únicamente|exactamente|folgende\w*|suivant\w*|siguiente\w*)\b/i,
  /(an|für) (die |alle |den )?(ki|künstliche intelligenz|assistent\w*|sprachmodell\w*|zusammenfass\w*)\b|\b(à|pour) (l'|toute |les )?(ia\b|intelligence artificielle|assistant\w*|modèles? de langage)|\b(a|para) (la |los |toda )?(ia\b|inteligencia artificial|asistent\w*|modelos? de lenguaje)\s*:/i,
];

/** Whether a text speaks to a machine. Signs that nobody sees are expected to be gone already. */
export function speaksToMachines(text: string): boolean {
  const plain = unmasked(text);
  return ORDERS.some((order) => order.test(text) || order.test(plain));
}

/** Letters of other scripts that look Latin, and letters that are s p a c e d or joined-by-marks, as what they stand for. */
function unmasked(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\u0400-\u04ff\u0370-\u03ff]/g, (sign) => LOOKALIKES[sign] ?? sign)
    .replace(/\b(?:\p{L}[ ._*-]){4,}\p{L}\b/gu, (spaced) => ` ${spaced.replace(/[ ._*-]/g, '')} `)
    .replace(/[*_`~]/g, '')
    .replace(/(?<=\p{L})[013457@$](?=\p{L})/gu, (sign) => LEET[sign] ?? sign)
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
}

const LEET: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' },
};
const LOOKALIKES: Readonly<Record<string, string>> = {
  ...{ а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', у: 'y', х: 'x', і: 'i', ѕ: 's', ј: 'j', ԁ: 'd' },
  ...{ ο: 'o', α: 'a', ε: 'e', ι: 'i', ν: 'v', ρ: 'p', τ: 't', υ: 'u', κ: 'k', г: 'r', н: 'h' },
  ...{
    А: 'A',
    В: 'B',
    Е: 'E',
    К: 'K',
    М: 'M',
    Н: 'H',
    О: 'O',
    Р: 'P',
    С: 'C',
    Т: 'T',
    Х: 'X',
    І: 'I',
  },
};
