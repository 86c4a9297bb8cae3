import { Button, Group } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { formatCount } from "../page/format.ts";

/** Sizes in which a picture is shown, as parts of its own. */
const SCALES = [0.125, 0.25, 0.5, 1, 2, 4, 8];
const OWN = SCALES.indexOf(1);

/** A picture that fits its place, or in a size that is chosen. */
export function PictureView({
  name,
  url,
  onError,
}: {
  readonly name: string;
  readonly url: string;
  /** Called where the browser cannot show it. */
  readonly onError: () => void;
}): ReactNode {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [step, setStep] = useState<number>();
  const scale = step === undefined ? undefined : SCALES[step];
  const own = `${formatCount(size.width)} × ${formatCount(size.height)} pixels`;
  return (
    <>
      <section className="picture" aria-label={`Picture ${name}`} data-scaled={scale !== undefined}>
        <img
          src={url}
          alt={name}
          {...(scale !== undefined && { style: { width: size.width * scale } })}
          onError={onError}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setSize({ width: naturalWidth, height: naturalHeight })
          }
        />
      </section>
      <Group gap="xs" mt={6}>
        <Button.Group>
          <Button
            size="compact-sm"
            variant="default"
            aria-label="Smaller"
            disabled={step === 0}
            onClick={() => setStep(Math.max(0, (step ?? OWN) - 1))}
          >
            −
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-pressed={step === undefined}
            onClick={() => setStep(step === undefined ? OWN : undefined)}
          >
            Fit
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-label="Larger"
            disabled={step === SCALES.length - 1}
            onClick={() =>
              setStep(Math.min(SCALES.length - 1, step === undefined ? OWN : step + 1))
            }
          >
            +
          </Button>
        </Button.Group>
        <span className="payload-facts" role="status">
          {size.width > 0 && (scale === undefined ? own : `${own} · ${100 * scale} %`)}
        </span>
      </Group>
    </>
  );
}
