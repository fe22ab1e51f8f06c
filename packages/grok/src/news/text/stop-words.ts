/** Words that say nothing about what a text is about, of the languages that news is read in here. */
const STOP = `
a about above after again against all also although am among an and another any are around as at away back be became because been before
being below between both but by came can come could day days did do does doing done down during each early either even ever every few first
for former found from full further gave get give given go going good got had has have having he her here hers him his how however i if in
including into is it its itself just know known last late later latest least less like likely long made make makes making man many may me might
more most much must my near nearly never new next no nor not now of off often old on once one only onto or other others our out over own part
people per place plan plans put rather re said same saw say says second see seen set several shall she should show since small so some still such
take taken than that the their them then there these they this those though three through time to today together told too took toward two
under until up upon us use used using very want was way we week weeks well went were what when where whether which while who whom whose why will with
within without would year years yet you your monday tuesday wednesday thursday friday saturday sunday january february march april june july
august september october november december news report reports reported according announced announces announcement officials official
spokesperson spokesman spokeswoman statement company update
der die das den dem des ein eine einen einem einer eines und oder aber auch als am an auf aus bei bis da dass dazu dies diese dieser dieses doch
durch er es für gegen habe haben hat hatte ich ihr ihre im in ins ist ja jetzt kann kein keine man mehr mit nach nicht noch nun nur ob ohne sei sein seine seit sich sie
sind so soll sollen sowie über um uns unter vom von vor war waren was wegen weil wenn werden wie wieder will wird wo wurde wurden zu zum zur zwei drei neue neuen neuer jahr
jahre jahren heute gestern sagte sagt laut teilte mit montag dienstag mittwoch donnerstag freitag samstag sonntag uhr prozent worden damit dort rund ersten erste
le la les un une des du de d l et ou mais que qui quoi dans en sur sous pour par avec sans ce cet cette ces son sa ses leur leurs il elle ils elles on nous vous je ne pas plus moins
est sont était être a ont avait avoir fait faire au aux y se s n qu été après avant selon depuis lors entre dont où si comme tout tous toute toutes aussi très bien encore
déjà deux trois an ans année jour jours lundi mardi mercredi jeudi vendredi samedi dimanche annoncé nouvelle nouveau
el la los las un una unos unas y o pero que de del en por para con sin sobre entre desde hasta se su sus lo al es son era fue ser ha han había más menos muy ya no sí
como este esta estos estas ese esa cuando donde quien también según tras ante dos tres año años día días hoy ayer lunes martes miércoles jueves viernes sábado domingo nuevo nueva
il lo gli dei della delle nel nella con per che non una sono stato anche più dal alla
o os um uma do da dos das em no na nos nas ao pelo pela com não mais foi são`;

export const STOP_WORDS: ReadonlySet<string> = new Set(STOP.trim().split(/\s+/));
