import { Fragment, type ReactNode } from 'react';
import { useWidth } from '../../charts/useSize.ts';
import { Figure } from '../../explain/Figure.tsx';
import { usePlan } from '../../state/plan.tsx';
import styles from './FabricPicture.module.css';
import { LinkBundle, RailBundle, TierGlyphs } from './TierGlyphs.tsx';
import { layOutTier, type Tier, tiersOf } from './tiers.ts';

const GAP = 6;
const BAND = 26;
const LINKS = 64;

/**
 * The fabric by tiers, with a few switches representing all: each GPU of a node has its rail, each rail its
 * leaves, and every leaf reaches the spine.
 */
export function FabricPicture(): ReactNode {
  const plan = usePlan();
  const [frame, width] = useWidth<HTMLDivElement>();
  const tiers = tiersOf(plan);
  const { rails } = plan.fabric;
  const most = width < 480 ? 8 : 16;
  const layouts = tiers.map(({ kind, count }) => {
    if (kind === 'nodes') return layOutTier(count, width < 480 ? 3 : 5, width, GAP * 2);
    // One switch per rail represents all switches of that rail.
    if (kind === 'rails') return layOutTier(count, rails, width, GAP, false);
    return layOutTier(count, most, width, GAP);
  });
  return (
    <div className={styles.picture} data-picture="Fabric">
      <ol className={styles.names}>
        {tiers.map((tier) => (
          <TierName key={tier.name} tier={tier} rails={rails} />
        ))}
      </ol>
      <div ref={frame} className={styles.frame}>
        {width > 0 ? (
          <svg
            width={width}
            height={tiers.length * (BAND + LINKS) - LINKS}
            role="img"
            aria-label={`Fabric: ${tiers.map(({ name, count }) => `${count} ${name}`).join(', ')}`}
          >
            {tiers.map((tier, index) => {
              const y = index * (BAND + LINKS);
              const layout = layouts[index]!;
              const below = layouts[index + 1];
              return (
                <Fragment key={tier.name}>
                  {below && tier.kind === 'rails' ? (
                    <RailBundle {...{ rails, above: layout, below, y: y + BAND, height: LINKS }} />
                  ) : null}
                  {below && tier.kind !== 'rails' ? (
                    <LinkBundle {...{ above: layout, below, y: y + BAND, height: LINKS }} />
                  ) : null}
                  <TierGlyphs {...{ tier: tier.kind, layout, rails, y, height: BAND }} />
                </Fragment>
              );
            })}
          </svg>
        ) : null}
      </div>
    </div>
  );
}

interface TierNameProps {
  readonly tier: Tier;
  readonly rails: number;
}

function TierName({ tier, rails }: TierNameProps): ReactNode {
  return (
    <li className={styles.tier}>
      <div className={styles.name} style={{ height: BAND }}>
        <span>{tier.name}</span>
        <Figure path={tier.path} size="m" unit="1" />
      </div>
      {tier.down ? (
        <p className={styles.links} style={{ height: LINKS }}>
          <Figure path={tier.down} />
          {tier.kind === 'rails' ? ` on ${rails} rails` : ''}
        </p>
      ) : null}
    </li>
  );
}
