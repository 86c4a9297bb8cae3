import {
  CloseButton,
  CloseIcon,
  Combobox,
  createTheme,
  type MantineThemeOverride,
  NativeSelect,
} from "@mantine/core";

/** How the parts of the page look. Icons are left to the eye: what they are on has a name. */
export const theme: MantineThemeOverride = createTheme({
  cursorType: "pointer",
  defaultRadius: "sm",
  components: {
    CloseButton: CloseButton.extend({ defaultProps: { icon: <CloseIcon aria-hidden /> } }),
    NativeSelect: NativeSelect.extend({
      defaultProps: { rightSection: <Combobox.Chevron aria-hidden /> },
    }),
  },
});
