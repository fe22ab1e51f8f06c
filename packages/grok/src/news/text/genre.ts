import type { Item } from '../item.ts';

/** What an item is by its feed and its words. */
export type Genre = 'news' | 'opinion' | 'satire';

/** Houses that publish nothing else, by the registered domain. */
const SATIRICAL = new Set(
  `theonion.com babylonbee.com der-postillon.com legorafi.fr elmundotoday.com thedailymash.co.uk newsthump.com
  waterfordwhispersnews.com reductress.com clickhole.com thebeaverton.com theshovel.com.au betootaadvocate.com lercio.it
  speld.nl nordpresse.be titanic-magazin.de thehardtimes.net chaser.com.au newsbiscuit.com thespoof.com`.split(
    /\s+/,
  ),
);
const SATIRE_LABEL =
  /\b(satir\w*|parod\w*|spoof|humou?r\w*|jokes?|april[- ]fools?|fake[- ]news[- ](site|magazine)|made[- ]up news|witz\w*|glosse|humoristique|sátira|satírico|broma|poisson d'avril|aprilscherz)\b/i;
/** A newspaper with a page of humour may say so of itself; what is said of a whole feed has to be plainer. */
const SATIRE_FEED =
  /\b(satir\w*|parod(y|ies|ie)|spoof|(fake|made[- ]up|fictional|invented) news|not real news|sátira|satírico)\b/i;
/** Of the text itself: said to be none, or said as only such pieces say it. */
const SATIRE_WORDS =
  /[([](satire|parody|humou?r|joke|glosse|sátira|parodie)[)\]]|\b(this (article|story|piece) is (satire|satirical|a (joke|parody))|area (man|woman|dad|mom|teen|dog|cat)\b|nation'?s (dads|moms|dogs|cats)|(dies ist|das ist) satire|ceci est une (satire|parodie)|april fool)/i;
const SATIRE_PATH = /\/(satire|humou?r|parody|jokes?|satira|glosse)\//i;

const OPINION_LABEL =
  /\b(opinions?|op-?eds?|editorials?|columns?|columnists?|comment(ary|aries)?|viewpoints?|letters to the editor|perspectives?|meinung(en)?|kommentare?|kolumnen?|leitartikel|gastbeitrag|tribunes?|éditori(al|aux)|chroniques?|opini[oó]n(es)?|columnas?|editoriales)\b/i;
const OPINION_PATH =
  /\/(opinions?|op-?eds?|editorials?|columns?|columnists?|comment(ary|isfree)?|meinung|kommentare?|kolumnen?|tribunes?|debats|opinion(es)?|columna)\//i;
const OPINION_TITLE =
  /^\s*(opinion|op-?ed|editorial|comment|commentary|column|viewpoint|kommentar|meinung|kolumne|leitartikel|tribune|édito(rial)?|chronique|opinión|columna|analysis|essay)\s*[:|–—-]|[|–—]\s*(opinion|kommentar|meinung|tribune|opinión)\s*$/i;
/** Somebody speaks for himself, or says what ought to be. */
const OWN_VOICE =
  /\b(I|I'm|I've|I'd|my|we (must|should|need to|ought to|cannot)|in my (view|opinion)|it is time (to|for)|let us|ich|meiner meinung nach|wir (müssen|sollten|brauchen)|es ist höchste zeit|je (crois|pense)|à mon avis|nous devons|il faut|il est temps|yo|creo que|en mi opinión|debemos|tenemos que|es hora de)\b/gi;
/** Only English says I with a capital; the sentence of a quote is somebody else's. */
const QUOTED = /["“„«][^"”“»\n]*["”“»]/g;
const OPINION_VERDICT =
  /^(why|how)\b.{0,80}\b(should|must|wrong)\b|\b(is|are|was) (a (terrible|bad|great|good|disgrace|mistake|scandal|folly)|wrong|madness|overrated)\b|\b(should|must|deserves?) (not )?(be|stop|resign|rethink|wait|pause|think|pay|learn|scrap|ban)\b/i;
/** Fewer of them are a slip of the pen. */
const FEW = 2;

export function genreOf(item: Item): Genre {
  if (isSatire(item)) return 'satire';
  return isOpinion(item) ? 'opinion' : 'news';
}

function isSatire({ publisher, url, text, categories, feed }: Item): boolean {
  const labels = [feed.title, ...feed.categories, ...categories].join('\n');
  return (
    SATIRICAL.has(publisher) ||
    SATIRE_LABEL.test(labels) ||
    SATIRE_FEED.test(feed.description) ||
    SATIRE_LABEL.test(publisher.replace(/[.-]/g, ' ')) ||
    SATIRE_PATH.test(`${url ?? ''}/`) ||
    SATIRE_WORDS.test(text)
  );
}

function isOpinion({ url, text, titleLength, categories, feed }: Item): boolean {
  const labels = [feed.title, ...feed.categories, ...categories].join('\n');
  const title = text.slice(0, titleLength);
  if (OPINION_LABEL.test(labels) || OPINION_PATH.test(`${url ?? ''}/`)) return true;
  if (OPINION_TITLE.test(title)) return true;
  const own = text.replace(QUOTED, '').match(OWN_VOICE) ?? [];
  const voices = own.filter((word) => word !== 'i').length;
  return (
    voices >= FEW ||
    (OPINION_VERDICT.test(title.replace(QUOTED, '')) && voices > 0) ||
    isVerdict(title)
  );
}

/** A headline that judges, and names nobody who does. */
function isVerdict(title: string): boolean {
  const isSaid =
    /["“”„«»:‘]|\b(says?|said|tells?|told|warns?|urges?|calls?|rules?|finds?|argues?|claims?)\b/i;
  return OPINION_VERDICT.test(title) && !isSaid.test(title);
}
